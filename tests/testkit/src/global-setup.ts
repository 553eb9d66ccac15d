import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@waris/database';
import { startEmbeddedEngines } from '@waris/embedded';
import { createFreshDatabase } from './fresh-database.ts';
import { rememberTeardown } from './global-teardown.ts';

/**
 * One set of stores for all integration tests: the embedded engines in a temporary folder, or
 * with `WARIS_TEST_ENGINES=real` a fresh database on the servers that the URLs name. Tests
 * find them in the environment and keep apart by tenant.
 */
async function setUp(): Promise<void> {
  rememberTeardown(
    await (process.env['WARIS_TEST_ENGINES'] === 'real' ? setUpReal() : setUpEmbedded()),
  );
}

async function setUpEmbedded(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'waris-test-'));
  const engines = await startEmbeddedEngines({ dataDir: join(folder, '.waris') });
  process.env['DATABASE_URL'] = engines.postgresUrl;
  process.env['MONGODB_URL'] = engines.mongoUrl;
  delete process.env['REDIS_URL'];
  delete process.env['MILVUS_ADDRESS'];
  await migrate(engines.postgresUrl);
  return async () => {
    await engines.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function setUpReal(): Promise<() => Promise<void>> {
  const { url, drop } = await createFreshDatabase(required('DATABASE_URL'));
  process.env['DATABASE_URL'] = url;
  const mongo = new URL(required('MONGODB_URL'));
  mongo.pathname = `/waris_test_${process.pid}`;
  process.env['MONGODB_URL'] = mongo.href;
  required('REDIS_URL');
  required('MILVUS_ADDRESS');
  await migrate(url);
  return drop;
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: start the servers with \`pnpm engines up\`.`);
  }
  return value;
}

export default setUp;

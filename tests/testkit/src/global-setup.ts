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
  delete process.env['MILVUS_PREFIX'];
  await migrate(engines.postgresUrl);
  return async () => {
    await engines.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** Whatever the tests make on servers that outlive them bears the name of the fresh database. */
async function setUpReal(): Promise<() => Promise<void>> {
  const milvusAddress = required('MILVUS_ADDRESS');
  const mongo = new URL(required('MONGODB_URL'));
  required('REDIS_URL');
  const { name, url, drop } = await createFreshDatabase(required('DATABASE_URL'));
  mongo.pathname = `/${name}`;
  process.env['DATABASE_URL'] = url;
  process.env['MONGODB_URL'] = mongo.href;
  process.env['MILVUS_PREFIX'] = `${name}_`;
  await migrate(url);
  return async () => {
    // Loaded only here: the embedded run has no use for Milvus's client.
    const { dropMilvusCollections, dropMongoDatabases } = await import('./drop-leftovers.ts');
    await Promise.all([
      drop(),
      dropMongoDatabases(mongo.href, name),
      dropMilvusCollections(milvusAddress, name),
    ]);
  };
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: start the servers with \`pnpm engines up\`.`);
  }
  return value;
}

export default setUp;

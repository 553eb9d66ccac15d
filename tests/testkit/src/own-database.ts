import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@waris/database';
import { startPostgres } from '@waris/embedded';
import { createFreshDatabase } from './fresh-database.ts';
import { testStores } from './stores.ts';

export type OwnDatabase = { readonly url: string; readonly close: () => Promise<void> };

/**
 * A migrated database that no other test file sees: for tests of work that treats what all tenants
 * sent, such as rolling up, judging and retention, and of settings that hold for everybody.
 */
export async function openOwnDatabase(): Promise<OwnDatabase> {
  const database = await openEmpty();
  await migrate(database.url);
  return database;
}

async function openEmpty(): Promise<OwnDatabase> {
  const { real, postgresUrl } = testStores();
  if (real) {
    const fresh = await createFreshDatabase(postgresUrl);
    return { url: fresh.url, close: fresh.drop };
  }
  const folder = await mkdtemp(join(tmpdir(), 'waris-own-database-'));
  const server = await startPostgres({ dataDir: join(folder, 'postgresql') });
  return {
    url: server.url,
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

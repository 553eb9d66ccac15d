import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError } from '@waris/service-kit';
import pg from 'pg';
import { withSchemaEngine } from './schema-engine.ts';

const migrationsFolder = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

// Any constant: it is the name of the lock that keeps two migrations from running at once.
const migrationLock = 5_531_001;

/**
 * Brings the database to the newest migration; returns the names of those it applied.
 * A second run does nothing; two at once wait for each other.
 */
export async function migrate(postgresUrl: string): Promise<readonly string[]> {
  const lock = new pg.Client({ connectionString: postgresUrl, connectionTimeoutMillis: 10_000 });
  await lock.connect().catch((error: unknown) => {
    throw new StartError('PostgreSQL does not answer at DATABASE_URL.', { cause: error });
  });
  try {
    await lock.query('select pg_advisory_lock($1)', [migrationLock]);
    return await applyMigrations(postgresUrl);
  } finally {
    // Ending the connection releases the lock; on the embedded engine sessions are shared.
    await lock.query('select pg_advisory_unlock($1)', [migrationLock]);
    await lock.end();
  }
}

async function applyMigrations(postgresUrl: string): Promise<readonly string[]> {
  const migrationsList = await readMigrations();
  const filters = { externalTables: [], externalEnums: [] };
  return withSchemaEngine(postgresUrl, async (engine) => {
    const history = await engine.diagnoseMigrationHistory({
      migrationsList,
      filters,
      optInToShadowDatabase: false,
    });
    const [edited] = history.editedMigrationNames;
    if (edited !== undefined) {
      throw new StartError(
        `This database was made by another WARIS: its migration ${edited} is a different one. ` +
          'Use that version, or another WARIS_DATA_DIR or DATABASE_URL.',
      );
    }
    // A migration is one transaction: one that was cut short left nothing and can run again.
    for (const migrationName of history.failedMigrationNames) {
      await engine.markMigrationRolledBack({ migrationName });
    }
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
    return appliedMigrationNames;
  });
}

async function readMigrations() {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
  const migrationDirectories = await Promise.all(
    folders.map(async (path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: {
          tag: 'ok' as const,
          value: await readFile(join(migrationsFolder, path, 'migration.sql'), 'utf8'),
        },
      },
    })),
  );
  return {
    baseDir: migrationsFolder,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(join(migrationsFolder, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories,
  };
}

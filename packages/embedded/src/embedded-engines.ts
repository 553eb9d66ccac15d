import { openDataDirectory } from './data-directory/data-directory.ts';
import type { DataDirectory } from './data-directory/data-directory.ts';
import type { Secrets } from './data-directory/secrets.ts';
import { DataDirectoryError } from './errors.ts';
import { hasRoom } from './postgresql/has-room.ts';
import { startPostgres, type PostgresOptions } from './postgresql/server.ts';

export type EmbeddedEngines = {
  readonly postgresUrl: string;
  readonly mongoUrl: string;
  readonly secrets: Secrets;
  stop(): Promise<void>;
};

type Engine = { readonly url: string; stop(): Promise<void> };

export type EmbeddedEnginesOptions = Pick<PostgresOptions, 'onInterruption'> & {
  readonly dataDir: string;
};

/** Opens the data folder and starts both engines on it; one that fails takes the other down. */
export async function startEmbeddedEngines({
  dataDir,
  ...options
}: EmbeddedEnginesOptions): Promise<EmbeddedEngines> {
  const directory = await openDataDirectory(dataDir).catch((error: unknown) => {
    throw isOfFullDisk(error) ? fullDisk(dataDir, error) : error;
  });
  try {
    const [postgres, mongo] = await startBoth(directory, options);
    await directory.announce({ postgresUrl: postgres.url, mongoUrl: mongo.url });
    return {
      postgresUrl: postgres.url,
      mongoUrl: mongo.url,
      secrets: directory.secrets,
      stop: async () => {
        await Promise.allSettled([postgres.stop(), mongo.stop()]);
        await directory.close();
      },
    };
  } catch (error) {
    await directory.close();
    throw isOfFullDisk(error) || !(await hasRoom(dataDir)) ? fullDisk(dataDir, error) : error;
  }
}

const isOfFullDisk = (error: unknown): boolean => /ENOSPC|EDQUOT/.test(String(error));

/** What an engine says of a full disk is hard to read. */
const fullDisk = (dataDir: string, cause: unknown) =>
  new DataDirectoryError(dataDir, 'its disk is full. Make room and start again.', { cause });

async function startBoth(
  directory: DataDirectory,
  options: Pick<PostgresOptions, 'onInterruption'>,
): Promise<[Engine, Engine]> {
  const [postgres, mongo] = await Promise.allSettled([
    startPostgres({ ...options, dataDir: directory.postgresqlPath }),
    startMongo(directory.mongodbPath),
  ]);
  if (postgres.status === 'rejected') {
    await (mongo.status === 'fulfilled' ? mongo.value.stop() : undefined);
    throw postgres.reason;
  }
  if (mongo.status === 'rejected') {
    await postgres.value.stop();
    throw mongo.reason;
  }
  return [postgres.value, mongo.value];
}

/** Loaded when needed: commands that attach to running engines do without it. */
async function startMongo(dataDir: string): Promise<Engine> {
  const [{ startMongoServer }, { DataDirectoryError: DocumentFolderError }, { DamagedLogError }] =
    await Promise.all([
      import('./mongodb/server.ts'),
      import('./mongodb/storage/directory.ts'),
      import('./mongodb/storage/read-log.ts'),
    ]);
  try {
    return await startMongoServer({ dataDir });
  } catch (error) {
    if (error instanceof DocumentFolderError || error instanceof DamagedLogError) {
      throw new DataDirectoryError(dataDir, `${error.message}.`, { cause: error });
    }
    throw error;
  }
}

export { cacheFolder } from './cache-folder.ts';
export { openDataDirectory } from './data-directory/data-directory.ts';
export type { DataDirectory } from './data-directory/data-directory.ts';
export { readRunningEngines } from './data-directory/running-engines.ts';
export type { EngineUrls, RunningEngines } from './data-directory/running-engines.ts';
export type { Secrets } from './data-directory/secrets.ts';
export { writeWhole } from './data-directory/write-whole.ts';
export { startEmbeddedEngines } from './embedded-engines.ts';
export type { EmbeddedEngines } from './embedded-engines.ts';
export { DataDirectoryError } from './errors.ts';
export { startPostgres } from './postgresql/server.ts';
export type { PostgresOptions, PostgresServer } from './postgresql/server.ts';
export {
  scratchPostgresMissing,
  startScratchPostgres,
  type ScratchPostgres,
} from './engines/scratch-postgres.ts';

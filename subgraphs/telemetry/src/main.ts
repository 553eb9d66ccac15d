import { fileURLToPath } from 'node:url';
import { databaseRole, openPool, poolState } from '@waris/database';
import { buildSchema } from '@waris/schema-kit';
import type { KeyValueStore, Logger, RequestContext, Subgraph } from '@waris/service-kit';
import type { TelemetryConfig } from './config.ts';
import type { Context } from './context.ts';
import { createLoaders } from './loaders.ts';
import { createAnnouncer } from './persistence/announcer.ts';
import { createRepositories } from './repositories.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { ingestReadingsRoute } from './routes/ingest-readings.ts';

const schemaFolder = fileURLToPath(new URL('../schema', import.meta.url));

/** What the process gives to each of its subgraphs. */
export type TelemetryShared = { readonly keyValueStore: KeyValueStore; readonly log: Logger };

export type TelemetrySubgraph = Subgraph<Context>;

export async function openTelemetry(
  config: TelemetryConfig,
  { keyValueStore, log }: TelemetryShared,
): Promise<TelemetrySubgraph> {
  const url = config.postgresUrl;
  const role = await databaseRole(url, 'waris_telemetry');
  const pool = openPool({ url, role, applicationName: 'waris-telemetry' });
  const repositories = createRepositories(pool);
  const announcer = createAnnouncer(keyValueStore, log);
  return {
    name: 'telemetry',
    schema: buildSchema(schemaFolder, resolvers),
    routes: [ingestReadingsRoute(keyValueStore.withLock)],
    createContext: (request: RequestContext): Context => ({
      ...request,
      ...repositories,
      announcer,
      loaders: createLoaders(repositories, request.viewer.scope),
    }),
    stores: async () => [await poolState(pool, 'postgresql'), await keyValueStore.state()],
    // The key-value store belongs to whoever opened it.
    stop: () => pool.end(),
  };
}

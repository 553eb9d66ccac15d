import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { databaseRole, openPool, poolState } from '@waris/database';
import { buildSchema } from '@waris/schema-kit';
import {
  makeViewer,
  newId,
  serviceClaims,
  startBackgroundWork,
  type KeyValueStore,
  type Logger,
  type RequestContext,
  type Subgraph,
} from '@waris/service-kit';
import type { TelemetryConfig } from './config.ts';
import type { Context } from './context.ts';
import { createLoaders } from './loaders.ts';
import { createAnnouncer } from './persistence/announcer.ts';
import { inspectReadings, type ReadingsReport } from './persistence/inspect.ts';
import { parquetOf } from './persistence/export-parquet.ts';
import { createRollUpStore, type RollUpStore } from './persistence/roll-ups/roll-up-store.ts';
import { openArchiveBucket } from './persistence/tiers/archive-bucket.ts';
import { openArchiveFolder, type ArchiveStore } from './persistence/tiers/archive-store.ts';
import { createTierStore } from './persistence/tiers/tier-store.ts';
import { forgettingAnnouncer } from './persistence/series-cache.ts';
import { createRepositories } from './repositories.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { exportDataQualityRoute } from './routes/export-data-quality.ts';
import { exportReadingsRoute } from './routes/export-readings.ts';
import { ingestReadingsRoute } from './routes/ingest-readings.ts';
import { openMqttDoor } from './services/mqtt/mqtt-door.ts';
import { openRetention, startRetention, type Retention } from './services/tiers/retention.ts';
import { followNetwork, rollUpAll, rollUpTouched } from './services/roll-ups/roll-up-touched.ts';

const schemaFolder = fileURLToPath(new URL('../schema', import.meta.url));

/** What the process gives to each of its subgraphs. */
export type TelemetryShared = { readonly keyValueStore: KeyValueStore; readonly log: Logger };

export type TelemetrySubgraph = Subgraph<Context> & {
  /** Brings every roll-up up to date now. */
  rollUp(): Promise<void>;
  /** Moves readings between the tiers; see there. */
  readonly retention: Retention;
  /** Where readings lie, and what an operator has to see to. */
  inspect(): Promise<ReadingsReport>;
  /** Stores what the broker of `MQTT_URL` sends, until stopped. For one process that serves. */
  startMqtt(): Promise<void>;
};

export async function openTelemetry(
  config: TelemetryConfig,
  { keyValueStore, log }: TelemetryShared,
): Promise<TelemetrySubgraph> {
  const url = config.postgresUrl;
  const role = await databaseRole(url, 'waris_telemetry');
  const pool = openPool({ url, role, applicationName: 'waris-telemetry' });
  const archive = openArchive(config);
  const repositories = createRepositories(pool, archive, keyValueStore);
  const announcer = forgettingAnnouncer(createAnnouncer(keyValueStore, log), keyValueStore);
  const rollUps = createRollUpStore(pool, archive);
  const retention = openRetention(createTierStore(pool, archive, newId), config, keyValueStore);
  const works = [
    ...startRollUps(rollUps, config.rollUpIntervalMs ?? 0, log),
    ...startRetention(retention, config.retentionIntervalMs ?? 0, log),
  ];
  const createContext = (request: RequestContext): Context => ({
    ...request,
    ...repositories,
    announcer,
    loaders: createLoaders(repositories, request.viewer.scope),
  });
  const mqtt = openMqttDoor(config.mqtt ?? null, log, (scope) =>
    createContext({
      viewer: makeViewer({ ...serviceClaims('mqtt'), permissions: ['telemetry:write'], scope }),
      requestId: newId(),
      log,
      now: () => new Date(),
      newId,
    }),
  );
  return {
    name: 'telemetry',
    schema: buildSchema(schemaFolder, resolvers),
    routes: [
      ingestReadingsRoute(keyValueStore.withLock),
      exportReadingsRoute(parquetOf),
      exportDataQualityRoute(parquetOf),
    ],
    createContext,
    stores: async () => [
      await poolState(pool, 'postgresql'),
      await keyValueStore.state(),
      ...(await mqtt.stores()),
    ],
    startMqtt: mqtt.start,
    rollUp: () => rollUpAll(rollUps, log),
    retention,
    inspect: () => inspectReadings(pool, archive),
    // The key-value store belongs to whoever opened it.
    stop: async () => {
      retention.stop();
      await mqtt.stop();
      await Promise.all(works.map((work) => work.stop()));
      await pool.end();
    },
  };
}

function openArchive({
  archiveBucket,
  archiveFolder,
  archiveCacheBytes,
}: TelemetryConfig): ArchiveStore {
  const folder = archiveFolder ?? resolve('.waris/archive');
  return archiveBucket === undefined || archiveBucket === null
    ? openArchiveFolder(folder)
    : openArchiveBucket(archiveBucket, { folder, mostBytes: archiveCacheBytes ?? 1e9 });
}

const networkIntervalMs = 15_000;

function startRollUps(store: RollUpStore, intervalMs: number, log: Logger) {
  if (intervalMs === 0) return [];
  return [
    startBackgroundWork({
      name: 'rolling up readings',
      intervalMs,
      work: async () => (await store.hasMarks()) && (await rollUpTouched(store, log)),
      log,
    }),
    startBackgroundWork({
      name: 'following changes of the network',
      intervalMs: networkIntervalMs,
      work: async () => {
        await followNetwork(store);
        return false;
      },
      log,
    }),
  ];
}

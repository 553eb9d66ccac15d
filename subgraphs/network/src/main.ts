import { fileURLToPath } from 'node:url';
import { databaseRole, openPool, poolState } from '@waris/database';
import { buildSchema } from '@waris/schema-kit';
import {
  createWorkerThread,
  type KeyValueStore,
  type Logger,
  type Subgraph,
} from '@waris/service-kit';
import type { NetworkConfig } from './config.ts';
import type { Context } from './context.ts';
import { createLoaders } from './loaders.ts';
import { openAreaWriter } from './persistence/area-writer.ts';
import { openAssetWriter } from './persistence/asset-writer.ts';
import { openAuditedWrites } from './persistence/audited-writes.ts';
import { openBoundaryWriter } from './persistence/boundary-writer.ts';
import { openBulkWriter } from './persistence/bulk-writer.ts';
import { openDmaCache } from './persistence/dma-cache.ts';
import { openGeometries } from './persistence/geometries.ts';
import { openNetworkImporter } from './persistence/import/network-importer.ts';
import { openRegister } from './persistence/register.ts';
import { openSurroundings } from './persistence/surroundings.ts';
import { resolvers } from './resolvers/index.ts';
import type { Stores } from './stores.ts';

const schemaFolder = fileURLToPath(new URL('../schema', import.meta.url));

// The largest file that is taken, 8 MB, is read in some 12 s.
const plannerLimits = { mostMs: 180_000, mostMemoryMb: 2_048 };

/** Opens the network subgraph: its pool, its schema, its caches. `stop` closes what it opened. */
export async function openNetwork(
  config: NetworkConfig,
  shared: { readonly keyValueStore: KeyValueStore; readonly log: Logger },
): Promise<Subgraph<Context>> {
  const pool = openPool({
    url: config.databaseUrl,
    role: await databaseRole(config.databaseUrl, 'waris_network'),
    applicationName: 'waris-network',
  });
  const writes = openAuditedWrites(pool);
  const stores: Stores = {
    register: openRegister(pool),
    geometries: openGeometries(pool),
    surroundings: openSurroundings(pool),
    areaWriter: openAreaWriter(writes),
    assetWriter: openAssetWriter(writes),
    boundaryWriter: openBoundaryWriter(pool),
    bulkWriter: openBulkWriter(pool),
    importPlanner: createWorkerThread(new URL('./plan-thread.ts', import.meta.url), plannerLimits),
    networkImporter: openNetworkImporter(pool),
    dmaCache: openDmaCache(shared.keyValueStore),
  };
  return {
    name: 'network',
    schema: buildSchema(schemaFolder, resolvers),
    createContext: (request) => ({
      ...request,
      ...stores,
      loaders: createLoaders(request, stores),
    }),
    stores: async () => [await poolState(pool, 'postgresql')],
    stop: async () => {
      await Promise.all([writes.stop(), stores.importPlanner.stop()]);
      await pool.end();
    },
  };
}

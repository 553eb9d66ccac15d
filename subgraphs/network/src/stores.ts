import type { Result, WorkerThread } from '@waris/service-kit';
import type { ImportNetworkInput, ImportRefusal } from './domain/import/network-import.ts';
import type { ImportPlan } from './domain/import/plan.ts';
import type { AreaWriter } from './persistence/area-writer.ts';
import type { AssetWriter } from './persistence/asset-writer.ts';
import type { BoundaryWriter } from './persistence/boundary-writer.ts';
import type { BulkWriter } from './persistence/bulk-writer.ts';
import type { DmaCache } from './persistence/dma-cache.ts';
import type { Geometries } from './persistence/geometries.ts';
import type { NetworkImporter } from './persistence/import/network-importer.ts';
import type { Register } from './persistence/register.ts';
import type { Surroundings } from './persistence/surroundings.ts';

/** What the subgraph opened at its start and all its requests share. */
export type Stores = {
  readonly register: Register;
  readonly geometries: Geometries;
  readonly surroundings: Surroundings;
  readonly areaWriter: AreaWriter;
  readonly assetWriter: AssetWriter;
  readonly boundaryWriter: BoundaryWriter;
  readonly bulkWriter: BulkWriter;
  readonly importPlanner: WorkerThread<ImportNetworkInput, Result<ImportPlan, ImportRefusal>>;
  readonly networkImporter: NetworkImporter;
  readonly dmaCache: DmaCache;
};

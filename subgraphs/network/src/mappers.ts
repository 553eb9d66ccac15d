import type { InvalidNetworkFile, NetworkImport } from './domain/import/network-import.ts';
import type * as refusals from './domain/refusals.ts';
import type * as register from './domain/register.ts';
import type { BoundaryOverlaps } from './services/set-dma-boundary.ts';

/** What resolvers return for the types of the graph. */
export type RegionMapper = register.Region;
export type BranchMapper = register.Branch;
export type DmaMapper = register.Dma;
export type MeterMapper = register.Meter;
export type PipeMapper = register.Pipe;
export type TankMapper = register.Tank;
export type DmaFlowMeterMapper = register.FlowMeter;
export type InvalidInputErrorMapper = refusals.InvalidInput;
export type NotFoundErrorMapper = refusals.NotFound;
export type CodeTakenErrorMapper = refusals.CodeTaken;
export type BoundaryOverlapsErrorMapper = BoundaryOverlaps;
export type InvalidNetworkFileErrorMapper = InvalidNetworkFile;
export type NetworkImportMapper = NetworkImport;

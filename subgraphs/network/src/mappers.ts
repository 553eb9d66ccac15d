import type * as register from './domain/register.ts';

/** What resolvers return for the types of the graph. */
export type RegionMapper = register.Region;
export type BranchMapper = register.Branch;
export type DmaMapper = register.Dma;
export type MeterMapper = register.Meter;
export type PipeMapper = register.Pipe;
export type TankMapper = register.Tank;
export type DmaFlowMeterMapper = register.FlowMeter;

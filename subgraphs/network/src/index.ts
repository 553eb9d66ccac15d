export { parseNetworkConfig, type NetworkConfig } from './config.ts';
export type { Context as NetworkContext } from './context.ts';
export { openNetwork } from './main.ts';
export type {
  ImportCounts,
  ImportedKind,
  ImportNetworkInput,
  ImportRefusal,
  MeterChoice,
  NetworkImport,
  OnImportProgress,
} from './domain/import/network-import.ts';
export { importedKinds } from './domain/import/network-import.ts';
export { createRegion } from './services/create-region.ts';
export { importNetwork } from './services/import-network.ts';
export { loadCustomerMeters, type CustomerMeterColumns } from './services/load-customer-meters.ts';
export { setDmaBoundary } from './services/set-dma-boundary.ts';
export { setDmaFacts, type DmaFactsInput } from './services/set-dma-facts.ts';

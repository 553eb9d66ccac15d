export { parseTelemetryConfig, type TelemetryConfig } from './config.ts';
export type { Context as TelemetryContext } from './context.ts';
export type { ReadingQuantity } from './domain/quantity.ts';
export type { ReadingColumns, ReadingSeries, RejectedRow } from './domain/reading-columns.ts';
export { openTelemetry, type TelemetryShared, type TelemetrySubgraph } from './main.ts';
export {
  ingestReadings,
  type IngestOutcome,
  type OnBadReading,
} from './services/ingest-readings.ts';
export type { ColumnMapping } from './domain/files/layout.ts';
export type { UnpackLimits } from './services/import-readings/file-fault.ts';
export { importReadings, type ImportRefusal } from './services/import-readings/import-readings.ts';
export type {
  ImportOptions,
  ImportProgress,
  ImportSummary,
} from './services/import-readings/options.ts';
export {
  findInterruptedImport,
  type InterruptedImport,
} from './services/import-readings/resume-import.ts';
export type { RejectedFileRow } from './services/import-readings/rejected-rows.ts';
export type { ReadingsReport, TierReport } from './persistence/inspect.ts';
export { createLoaders } from './loaders.ts';
export { readFlowSeries } from './services/read-series.ts';
export type { RetentionStep } from './domain/tiers/plan-retention.ts';
export { RetentionError, type RetentionSummary } from './services/tiers/failures.ts';
export type { RetentionProgress } from './services/tiers/run-retention.ts';

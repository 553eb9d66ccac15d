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

import type { Readable, Writable } from 'node:stream';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import type { IngestRequestRepository } from '../../persistence/ingest-requests.ts';
import type { UnpackLimits } from '../import-readings/file-fault.ts';
import type { RejectedLine } from '../import-readings/rejected-rows.ts';
import type { IngestContext, OnBadReading } from '../ingest-readings.ts';

export type StreamContext = IngestContext & { readonly ingestRequests: IngestRequestRepository };

export type StreamOptions = {
  readonly format: 'NDJSON' | 'CSV';
  readonly body: Readable;
  readonly packing: 'gzip' | 'none';
  /** Required for CSV; for lines that name none. */
  readonly quantity: ReadingQuantity | undefined;
  readonly unit: string | undefined;
  /** IANA name; of times in CSV that carry no offset. */
  readonly timeZone: string;
  readonly onError: OnBadReading;
  /** Of the sender's making: the same request again is answered, not done, again. */
  readonly idempotencyKey: string | undefined;
  /** Gets every rejected row as a line of JSON; not ended here. */
  readonly rejectedTo: Writable | undefined;
  readonly limits?: StreamLimits;
};

export type StreamLimits = UnpackLimits & {
  /** Of a request that is stored whole or not at all: its rows wait in memory. */
  readonly mostRowsAtOnce: number;
};

export const usualStreamLimits: StreamLimits = {
  maxBytes: 4 * 2 ** 30,
  maxRatio: 400,
  mostRowsAtOnce: 1_000_000,
};

export type StreamSummary = {
  /** False when `onError` is REJECT and a row was bad: then nothing was stored. */
  readonly stored: boolean;
  readonly rowCount: number;
  readonly acceptedCount: number;
  readonly duplicateCount: number;
  readonly rejectedCount: number;
  /** The first hundred. */
  readonly rejected: readonly RejectedLine[];
};

export type StreamRefusal = {
  readonly kind: 'InvalidInput' | 'TooLarge' | 'IdempotencyConflict';
  readonly message: string;
};

export type StreamAnswer = { readonly summary: StreamSummary; readonly replayed: boolean };

/** Runs `work` unless another request holds `resource`: then null. */
export type WithLock = <Value>(
  resource: string,
  work: () => Promise<Value>,
) => Promise<Value | null>;

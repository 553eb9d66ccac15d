import type { Readable, Writable } from 'node:stream';
import type { ColumnMapping } from '../../domain/files/layout.ts';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import type { OnBadReading } from '../ingest-readings.ts';
import type { UnpackLimits } from './file-fault.ts';
import type { RejectedFileRow } from './rejected-rows.ts';

export type ImportProgress = {
  readonly phase: 'checking' | 'storing';
  /** Of the file as it lies, packed or not. */
  readonly bytesRead: number;
  readonly rowCount: number;
  readonly acceptedCount: number;
  readonly duplicateCount: number;
};

export type ImportOptions = {
  /** For messages; the path before the last slash is left out of them. */
  readonly fileName: string;
  /** Opens the file from its start; called twice when `onError` is REJECT. */
  readonly openStream: () => Readable;
  readonly quantity: ReadingQuantity;
  /** Of the graph (`L_PER_SECOND`) or as written (`L/s`). */
  readonly unit: string;
  /** IANA name; of times that carry no offset. */
  readonly timeZone: string;
  /**
   * Wide files: column → serial number, and columns that are not in it are passed over. Long
   * files: name in the meter column → serial number. Empty: the names are serial numbers.
   */
  readonly mapping: ColumnMapping;
  readonly onError: OnBadReading;
  /** Gets every rejected row as CSV; not ended here. */
  readonly rejectedTo?: Writable | undefined;
  /** Of the file as it lies. With it, an import that is interrupted can be gone on with. */
  readonly contentSha256?: string | undefined;
  /** Goes on where an interrupted import of the same content stopped; with SKIP. */
  readonly resume?: boolean | undefined;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
  readonly limits?: UnpackLimits | undefined;
};

export type ImportSummary = {
  /** False when `onError` is REJECT and a row was bad: then nothing was stored. */
  readonly stored: boolean;
  /** The line after which it went on; null when it began at the first. */
  readonly resumedAfterLine: number | null;
  /** Readings in the file, empty cells not counted; with those before the interruption. */
  readonly rowCount: number;
  readonly acceptedCount: number;
  readonly duplicateCount: number;
  readonly rejectedCount: number;
  /** The first hundred since it began or went on. */
  readonly rejected: readonly RejectedFileRow[];
};

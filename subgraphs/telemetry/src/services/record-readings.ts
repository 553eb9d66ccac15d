import { invalidInput, ok, type InvalidInput, type Result } from '@waris/service-kit';
import type { ReadingColumns, RejectedRow } from '../domain/reading-columns.ts';
import { layOutItems, type MeterReadings } from '../domain/lay-out-items.ts';
import { ingestReadings, type IngestContext, type OnBadReading } from './ingest-readings.ts';

export type RecordedReadings = {
  readonly acceptedCount: number;
  readonly duplicateCount: number;
  readonly rejectedCount: number;
  readonly rejectedReadings: readonly (Pick<RejectedRow, 'reason' | 'message'> & {
    readonly itemIndex: number;
    readonly valueIndex: number | null;
  })[];
  readonly refusal: InvalidInput | null;
};

const mostRejectedShown = 100;

/** Stores readings that came in columns; what is wrong with the columns refuses the call. */
export async function recordReadings(
  context: IngestContext,
  input: { readonly readings: readonly MeterReadings[]; readonly onError: OnBadReading },
): Promise<Result<RecordedReadings, InvalidInput>> {
  context.viewer.require('telemetry:write');

  const laidOut = layOutItems(input.readings);
  if (!laidOut.ok) return laidOut;
  const { columns, valueIndex } = laidOut.value;
  const outcome = await ingestReadings(context, columns, { onError: input.onError, source: 'api' });
  const rejectedCount = countRejected(columns, outcome.rejected);
  return ok({
    acceptedCount: outcome.acceptedCount,
    duplicateCount: outcome.duplicateCount,
    rejectedCount,
    rejectedReadings: outcome.rejected
      .toSorted((a, b) => a.series - b.series || (a.row ?? -1) - (b.row ?? -1))
      .slice(0, mostRejectedShown)
      .map(({ series, row, reason, message }) => ({
        itemIndex: series,
        valueIndex: row === null ? null : (valueIndex[row] ?? null),
        reason,
        message,
      })),
    refusal: outcome.stored
      ? null
      : invalidInput(
          `Nothing was stored: ${rejectedCount} readings are wrong. Correct them, or pass onError: SKIP to store the others.`,
          'readings',
        ),
  });
}

/** A series at fault counts all of its rows, and as one when it has none. */
function countRejected(columns: ReadingColumns, rejected: readonly RejectedRow[]): number {
  const whole = new Set(rejected.filter(({ row }) => row === null).map(({ series }) => series));
  if (whole.size === 0) return rejected.length;
  const rowsOfWhole = columns.seriesOf.reduce(
    (sum, series) => sum + (whole.has(series) ? 1 : 0),
    0,
  );
  return rejected.length - whole.size + rowsOfWhole;
}

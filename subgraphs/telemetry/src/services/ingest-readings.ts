import type { AreaRepository } from '../persistence/areas.ts';
import type { ReadingStore } from '../persistence/reading-store.ts';
import type { RequestContext } from '@waris/service-kit';
import { fitSeries, type FittingSeries } from '../domain/check-readings.ts';
import type { ReadingColumns, RejectedRow } from '../domain/reading-columns.ts';
import { sortReadings, type SortedReadings } from '../domain/sort-readings.ts';
import { announceReadings, type Announcer } from './announce-readings.ts';

export type OnBadReading = 'REJECT' | 'SKIP';

export type IngestContext = RequestContext & {
  readonly areas: AreaRepository;
  readonly readingStore: ReadingStore;
  readonly announcer: Announcer;
};

export type IngestOutcome = {
  /** False when `onError` is REJECT and a row was bad: then nothing was stored. */
  readonly stored: boolean;
  readonly acceptedCount: number;
  readonly duplicateCount: number;
  readonly rejected: readonly RejectedRow[];
};

export type IngestOptions = { readonly onError: OnBadReading; readonly source: string };

/** Stores readings of many meters at once; the way in of the API and of files alike. */
export async function ingestReadings(
  context: IngestContext,
  columns: ReadingColumns,
  { onError, source }: IngestOptions,
): Promise<IngestOutcome> {
  context.viewer.require('telemetry:write');

  const { fitting, rejected: unfit } = await fitAll(context, columns);
  const receivedAt = context.now();
  const sorted = sortReadings(columns, fitting, receivedAt.getTime());
  const rejected = [...unfit, ...sorted.rejected];
  if (onError === 'REJECT' && rejected.length > 0) {
    return { stored: false, acceptedCount: 0, duplicateCount: 0, rejected };
  }
  const accept = ({ conflicts }: { conflicts: readonly unknown[] }) =>
    onError === 'SKIP' || conflicts.length === 0;
  const outcome = await context.readingStore.insert(sorted.batches, source, receivedAt, accept);
  const conflicts = outcome.conflicts.map((conflict) => conflictOf(columns, sorted, conflict));
  const stored = accept(outcome);
  if (stored && outcome.insertedCount > 0)
    await announceReadings(context.announcer, sorted.batches);
  const checkedCount = sorted.batches.reduce((sum, batch) => sum + batch.at.length, 0);
  return {
    stored,
    acceptedCount: outcome.insertedCount,
    duplicateCount: stored
      ? sorted.duplicateCount + checkedCount - outcome.insertedCount - conflicts.length
      : 0,
    rejected: [...rejected, ...conflicts],
  };
}

async function fitAll(context: IngestContext, { series }: ReadingColumns) {
  const serialNumbers = [...new Set(series.map((one) => one.serialNumber))];
  const { scope } = context.viewer;
  const meters = await context.areas.findMetersBySerialNumber(serialNumbers, scope);
  const bySerialNumber = new Map(meters.map((meter) => [meter.serialNumber, meter]));
  const fitting: (FittingSeries | null)[] = [];
  const rejected: RejectedRow[] = [];
  for (const [index, one] of series.entries()) {
    const fit = fitSeries(one, bySerialNumber.get(one.serialNumber));
    if ('reason' in fit) {
      rejected.push({ series: index, row: null, ...fit });
      fitting.push(null);
    } else {
      fitting.push(fit);
    }
  }
  return { fitting, rejected };
}

function conflictOf(
  columns: ReadingColumns,
  sorted: SortedReadings,
  conflict: { quantity: string; index: number; storedValue: number },
): RejectedRow {
  const batch = sorted.batches.find(({ quantity }) => quantity === conflict.quantity);
  const row = batch?.rows[conflict.index] ?? 0;
  return {
    series: columns.seriesOf[row] ?? 0,
    row,
    reason: 'CONFLICTS_WITH_STORED',
    message: `${conflict.storedValue} is stored for this instant and is kept; use reviseReading to replace it.`,
  };
}

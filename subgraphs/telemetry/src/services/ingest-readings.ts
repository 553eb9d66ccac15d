import type { RequestContext } from '@waris/service-kit';
import { fitSeries, type FittingSeries } from '../domain/check-readings.ts';
import type { ReadingColumns, ReadingSeries, RejectedRow } from '../domain/reading-columns.ts';
import type { ReadingQuantity } from '../domain/quantity.ts';
import { sortReadings, type SortedReadings } from '../domain/sort-readings.ts';
import type { AreaRepository } from '../persistence/areas.ts';
import type { InsertOutcome, ReadingStore } from '../persistence/reading-store.ts';
import type { QualityRuleRepository } from '../persistence/quality-rules.ts';
import { announceReadings, type Announcer } from './announce-readings.ts';

export type OnBadReading = 'REJECT' | 'SKIP';

export type IngestContext = RequestContext & {
  readonly areas: AreaRepository;
  readonly qualityRules: QualityRuleRepository;
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

  const fitting = await fitAll(context, columns.series);
  const receivedAt = context.now();
  const sorted = sortReadings(columns, fitting, receivedAt.getTime());
  const refused = { stored: false, acceptedCount: 0, duplicateCount: 0 };
  if (onError === 'REJECT' && sorted.rejected.length > 0) {
    return { ...refused, rejected: sorted.rejected };
  }
  await context.readingStore.makeRoomFor(sorted.batches);
  let outcome: InsertOutcome = { insertedCount: 0, conflicts: [], refused: [] };
  const accepted = () =>
    onError === 'SKIP' || (outcome.conflicts.length === 0 && outcome.refused.length === 0);
  await context.readingStore.transact(source, receivedAt, async (insert) => {
    outcome = await insert(sorted.batches);
    return accepted();
  });
  const rejected = [...sorted.rejected, ...rejectedBy(columns, sorted, outcome)];
  if (!accepted()) return { ...refused, rejected };
  if (outcome.insertedCount > 0) await announceReadings(context.announcer, sorted.batches);
  return { stored: true, ...countsOf(sorted, outcome), rejected };
}

export type Fitting = FittingSeries | Pick<RejectedRow, 'reason' | 'message'>;

/** What each series is stored as, or what is wrong with it. */
export async function fitAll(
  { areas, qualityRules, viewer }: IngestContext,
  series: readonly ReadingSeries[],
): Promise<readonly Fitting[]> {
  const serialNumbers = [...new Set(series.map((one) => one.serialNumber))];
  const [meters, thresholdsOf] = await Promise.all([
    areas.findMetersBySerialNumber(serialNumbers, viewer.scope),
    qualityRules.thresholds(),
  ]);
  const bySerialNumber = new Map(meters.map((meter) => [meter.serialNumber, meter]));
  return series.map((one) => fitSeries(one, bySerialNumber.get(one.serialNumber), thresholdsOf));
}

export function countsOf(
  sorted: SortedReadings,
  { insertedCount, conflicts, refused }: InsertOutcome,
) {
  const checkedCount = sorted.batches.reduce((sum, batch) => sum + batch.at.length, 0);
  const storedBefore = checkedCount - insertedCount - conflicts.length - refused.length;
  return {
    acceptedCount: insertedCount,
    duplicateCount: sorted.duplicateCount + storedBefore,
  };
}

/** The rows that the store would not take. */
export function rejectedBy(
  columns: ReadingColumns,
  sorted: SortedReadings,
  { conflicts, refused }: Pick<InsertOutcome, 'conflicts' | 'refused'>,
): readonly RejectedRow[] {
  const placeOf = ({ quantity, index }: { quantity: ReadingQuantity; index: number }) => {
    const batch = sorted.batches.find((one) => one.quantity === quantity);
    const row = batch?.rows[index] ?? 0;
    return { series: columns.seriesOf[row] ?? 0, row };
  };
  return [
    ...conflicts.map((conflict) => ({
      ...placeOf(conflict),
      reason: 'CONFLICTS_WITH_STORED' as const,
      message: `${conflict.storedValue} is stored for this instant and is kept; reviseReading replaces it.`,
    })),
    ...refused.map((reading) => ({
      ...placeOf(reading),
      reason: 'DAY_UNREADABLE' as const,
      message: reading.message,
    })),
  ];
}

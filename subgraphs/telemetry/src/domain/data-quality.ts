import type { QualityRule } from './quality/quality-codes.ts';
import type { ReadingQuantity } from './quantity.ts';

export type ReadingGap = { readonly fromAt: Date; readonly toAt: Date };

/** What one meter sent of one quantity in a period. */
export type MeterQuality = {
  readonly meterId: string;
  readonly serialNumber: string;
  readonly quantity: ReadingQuantity;
  /** Null below two readings. */
  readonly intervalSeconds: number | null;
  readonly receivedCount: number;
  /** By a rule of ours. */
  readonly suspectCount: number;
  /** Below 100 by its sender; null where only roll-ups were looked at. */
  readonly lowQualityCount: number | null;
  /** Null where there are too many days to look at. */
  readonly suspectsByRule: readonly RuleCount[] | null;
  readonly gapCount: number;
  /** The longest, in order of time. */
  readonly gaps: readonly ReadingGap[];
};

export type RuleCount = { readonly rule: QualityRule; readonly count: number };

export type DmaQuality = { readonly meters: readonly MeterQuality[] };

export type Completeness = {
  readonly expectedCount: number | null;
  readonly missingCount: number | null;
  readonly completenessRatio: number | null;
};

/** What a meter should have sent in a period; of one that sent nothing, that nothing came. */
export function completenessOfMeter(meter: MeterQuality, periodSeconds: number): Completeness {
  if (meter.intervalSeconds === null || meter.intervalSeconds <= 0) {
    const completenessRatio = meter.receivedCount === 0 ? 0 : null;
    return { expectedCount: null, missingCount: null, completenessRatio };
  }
  const expectedCount = Math.max(1, Math.round(periodSeconds / meter.intervalSeconds));
  return {
    expectedCount,
    missingCount: Math.max(0, expectedCount - meter.receivedCount),
    completenessRatio: Math.min(1, meter.receivedCount / expectedCount),
  };
}

export type DmaTotals = {
  readonly expectedCount: number;
  readonly receivedCount: number;
  readonly missingCount: number;
  readonly suspectCount: number;
  /** Mean over the meters of which a share is known, so that each counts alike. */
  readonly completenessRatio: number | null;
};

export function totalsOf({ meters }: DmaQuality, periodSeconds: number): DmaTotals {
  const parts = meters.map((meter) => completenessOfMeter(meter, periodSeconds));
  const ratios = parts.flatMap(({ completenessRatio: ratio }) => (ratio === null ? [] : [ratio]));
  const sum = (counts: readonly (number | null)[]) =>
    counts.reduce<number>((total, count) => total + (count ?? 0), 0);
  return {
    expectedCount: sum(parts.map((part) => part.expectedCount)),
    missingCount: sum(parts.map((part) => part.missingCount)),
    receivedCount: sum(meters.map((meter) => meter.receivedCount)),
    suspectCount: sum(meters.map((meter) => meter.suspectCount)),
    completenessRatio: ratios.length === 0 ? null : sum(ratios) / ratios.length,
  };
}

/** Days of a meter as its roll-ups know them. */
export type DaysOfMeter = {
  /** Since 1970 (UTC), ascending. */
  readonly days: Int32Array;
  readonly counts: Int32Array;
  /** Bit n is set when the hour n has a reading. */
  readonly hours: Int32Array;
};

export type HourlyQuality = Pick<MeterQuality, 'intervalSeconds' | 'gapCount' | 'gaps'>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const mostGaps = 20;

/**
 * Distance of readings and gaps to the hour, from roll-ups: the median over the days of what each
 * day's count makes, and stretches of whole hours without readings that are longer than one and a
 * half of that.
 */
export function qualityOfDays(
  { days, counts, hours }: DaysOfMeter,
  from: number,
  to: number,
): HourlyQuality {
  const distances = Array.from(counts, (count) => Math.round(86_400 / count)).toSorted(
    (a, b) => a - b,
  );
  const intervalSeconds = distances[Math.floor(distances.length / 2)] ?? null;
  const longest = Math.max(hourMs, 1.5 * 1000 * (intervalSeconds ?? 0));
  const gaps: { from: number; to: number }[] = [];
  let known = from;
  const see = (start: number) => {
    if (start - known >= longest) gaps.push({ from: known, to: start });
    known = Math.max(known, start + hourMs);
  };
  days.forEach((day, index) => {
    const mask = hours[index] ?? 0;
    for (let hour = 0; hour < 24; hour += 1) {
      const start = day * dayMs + hour * hourMs;
      if ((mask & (1 << hour)) !== 0 && start < to && start + hourMs > from) see(start);
    }
  });
  if (to - known >= longest) gaps.push({ from: known, to });
  return { intervalSeconds, gapCount: gaps.length, gaps: longestGaps(gaps) };
}

function longestGaps(gaps: readonly { from: number; to: number }[]): readonly ReadingGap[] {
  return gaps
    .toSorted((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from)
    .slice(0, mostGaps)
    .toSorted((a, b) => a.from - b.from)
    .map((gap) => ({ fromAt: new Date(gap.from), toAt: new Date(gap.to) }));
}

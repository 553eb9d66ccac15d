import { dayTypeSlotOf, type DemandSeries } from './demand-series.ts';
import { meanOfFirst, put, roomFor, sortToMedian, type FewNumbers } from './few-numbers.ts';
import { at } from './numbers.ts';

const slots = 72;
const longestDays = 56;
const means = [7, 14, 28] as const;

/** Demand by hour of working day, Saturday and Sunday (72 values) just before an origin. */
export type DayProfiles = {
  readonly mean7: Float64Array;
  readonly mean14: Float64Array;
  readonly mean28: Float64Array;
  /** `mean28`, each hour blended with its neighbours. */
  readonly smooth28: Float64Array;
  readonly median56: Float64Array;
};

/**
 * Profiles of any origin. Pools the working days: five times the samples of one weekday, so far
 * less noise.
 */
export function dayProfiles(series: DemandSeries): (origin: number) => DayProfiles {
  // A day of 25 hours has one of them twice.
  const bySlot = Array.from({ length: slots }, () => roomFor(2 * longestDays));
  return (origin) => {
    for (const values of bySlot) values.count = 0;
    const byMean = [];
    let index = origin - 1;
    for (const days of means) {
      index = collect(series, bySlot, index, origin - 24 * days);
      byMean.push(Float64Array.from(bySlot, (values) => meanOfFirst(values, values.count)));
    }
    collect(series, bySlot, index, origin - 24 * longestDays);
    const [mean7 = none, mean14 = none, mean28 = none] = byMean;
    const median56 = Float64Array.from(bySlot, sortToMedian);
    return { mean7, mean14, mean28, smooth28: smooth(mean28), median56 };
  };
}

const none = new Float64Array(0);

// Latest first, so that what is longer goes on from what is shorter.
function collect(
  series: DemandSeries,
  bySlot: readonly FewNumbers[],
  latest: number,
  from: number,
): number {
  let index = latest;
  for (; index >= Math.max(0, from); index -= 1) {
    const value = at(series.inflow, index);
    const values = bySlot[dayTypeSlotOf(series, index)];
    if (!Number.isNaN(value) && values !== undefined) put(values, value);
  }
  return index;
}

function smooth(values: Float64Array): Float64Array {
  return values.map((value, slot) => {
    const day = slot - (slot % 24);
    const before = at(values, day + ((slot + 23) % 24));
    const after = at(values, day + ((slot + 1) % 24));
    return 0.5 * value + 0.25 * (before + after);
  });
}

import { dayTypeSlotOf, type DemandSeries } from './demand-series.ts';
import { at, meanOf, medianOf } from './numbers.ts';

const slots = 72;

/** Demand by hour of working day, Saturday and Sunday (72 values) just before an origin. */
export type DayProfiles = {
  readonly mean7: Float64Array;
  readonly mean14: Float64Array;
  readonly mean28: Float64Array;
  /** `mean28`, each hour blended with its neighbours. */
  readonly smooth28: Float64Array;
  readonly median56: Float64Array;
};

/** Pools the working days: five times the samples of one weekday, so far less noise. */
export function dayProfiles(series: DemandSeries, origin: number): DayProfiles {
  const mean28 = profile(series, origin, 28, meanOf);
  return {
    mean7: profile(series, origin, 7, meanOf),
    mean14: profile(series, origin, 14, meanOf),
    mean28,
    smooth28: smooth(mean28),
    median56: profile(series, origin, 56, medianOf),
  };
}

function profile(
  series: DemandSeries,
  origin: number,
  days: number,
  combine: (values: readonly number[]) => number,
): Float64Array {
  const bySlot: number[][] = Array.from({ length: slots }, () => []);
  for (let index = Math.max(0, origin - 24 * days); index < origin; index += 1) {
    const value = at(series.inflow, index);
    if (!Number.isNaN(value)) bySlot[dayTypeSlotOf(series, index)]?.push(value);
  }
  return Float64Array.from(bySlot, combine);
}

function smooth(values: Float64Array): Float64Array {
  return values.map((value, slot) => {
    const day = slot - (slot % 24);
    const before = at(values, day + ((slot + 23) % 24));
    const after = at(values, day + ((slot + 1) % 24));
    return 0.5 * value + 0.25 * (before + after);
  });
}

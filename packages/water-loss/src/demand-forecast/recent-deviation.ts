import type { DemandSeries } from './demand-series.ts';
import { fadingMeanOf, roomFor } from './few-numbers.ts';
import { at, meanBetween, meanOf } from './numbers.ts';
import type { SlotHistory } from './slot-history.ts';

/** What a week weighs against the week after it in the usual demand of a slot. */
export const weeklyDecay = 0.7;
/** Weeks that the usual demand of a slot is drawn from, and the fewest that tell it. */
export const usualWeeks = 8;
export const leastWeeks = 3;
/** How far back the recent levels reach. */
export const recentHours = 336;

/** Each hour's demand less what was usual before it; NaN for a gap or under three weeks. */
export function deviationsFromUsual(series: DemandSeries, history: SlotHistory): Float64Array {
  const past = roomFor(usualWeeks);
  return series.inflow.map((value, index) => {
    if (Number.isNaN(value)) return Number.NaN;
    history.valuesBefore(index, index, usualWeeks, past);
    return past.count < leastWeeks ? Number.NaN : value - fadingMeanOf(past, weeklyDecay);
  });
}

/** How far the latest hours and days lie from the usual. NaN where nothing is known. */
export type RecentDeviation = {
  /**
   * Of the last 24, 72 and 168 hours, of the week before those, and of the last 6 hours; a gap
   * takes the next longer one, since a level that is not seen has hardly gone back to usual.
   */
  readonly levels: readonly number[];
  /** By hour of day: the latest, the mean of the latest three, of the latest seven. */
  readonly byHour: readonly (readonly [number, number, number])[];
};

export function recentDeviation(
  series: DemandSeries,
  deviations: Float64Array,
  origin: number,
): RecentDeviation {
  const latest: number[][] = Array.from({ length: 24 }, () => []);
  for (let index = origin - 1; index >= Math.max(0, origin - 168); index -= 1) {
    const deviation = at(deviations, index);
    if (!Number.isNaN(deviation)) latest[at(series.hourOfDay, index)]?.push(deviation);
  }
  const level = (from: number, to: number, otherwise: number): number => {
    const mean = meanBetween(deviations, origin - from, origin - to);
    return Number.isNaN(mean) ? otherwise : mean;
  };
  const weekBefore = level(recentHours, 168, Number.NaN);
  const week = level(168, 0, weekBefore);
  const threeDays = level(72, 0, week);
  const day = level(24, 0, threeDays);
  return {
    levels: [day, threeDays, week, weekBefore, level(6, 0, day)],
    byHour: latest.map((values) => [at(values, 0), meanOf(values.slice(0, 3)), meanOf(values)]),
  };
}

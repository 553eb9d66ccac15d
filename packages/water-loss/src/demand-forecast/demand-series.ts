import { at } from './numbers.ts';

/** A forecast reaches a week. */
export const horizonHours = 168;

/**
 * Hourly demand of one area with its local calendar; index 0 is the same instant in each column
 * and steps are one hour of elapsed time, so a day has 23 or 25 hours when clocks change.
 * Calendar and weather reach 168 hours beyond the last origin that is asked for.
 */
export type DemandSeries = {
  /** Net inflow in any one unit of flow; NaN is a gap. */
  readonly inflow: Float64Array;
  /** Local hour, 0–23. */
  readonly hourOfDay: ArrayLike<number>;
  /** Local weekday, 0 Monday – 6 Sunday. */
  readonly weekday: ArrayLike<number>;
  /** 1 on public holidays, which are taken for Sundays; all 0 when left out. */
  readonly holiday?: ArrayLike<number>;
  /** °C: measured in the past, forecast from the origin on; NaN where unknown. */
  readonly temperatureC?: Float64Array;
  /** mm per hour: measured in the past, forecast from the origin on; NaN where unknown. */
  readonly rainMm?: Float64Array;
};

const sunday = 6;

/** The weekday as demand sees it: a holiday is a Sunday. */
export function demandWeekday(series: DemandSeries, index: number): number {
  return at(series.holiday ?? [], index) === 1 ? sunday : at(series.weekday, index);
}

/** Hour of the demand week, 0–167. */
export function slotOf(series: DemandSeries, index: number): number {
  return demandWeekday(series, index) * 24 + at(series.hourOfDay, index);
}

/** Hour within working day, Saturday or Sunday, 0–71. */
export function dayTypeSlotOf(series: DemandSeries, index: number): number {
  return Math.max(0, demandWeekday(series, index) - 4) * 24 + at(series.hourOfDay, index);
}

/** Throws a RangeError unless an origin has its calendar for the whole horizon. */
export function requireCalendar(series: DemandSeries, origin: number): void {
  const hours = Math.min(series.hourOfDay.length, series.weekday.length);
  if (!Number.isInteger(origin) || origin < 0 || origin > series.inflow.length) {
    throw new RangeError(`An origin must be a whole hour from 0 to ${series.inflow.length}.`);
  }
  if (origin + horizonHours > hours) {
    throw new RangeError(`The calendar ends ${origin + horizonHours - hours} hours too early.`);
  }
}

import { horizonHours, requireCalendar, type DemandSeries } from './demand-series.ts';
import {
  fadingMeanOf,
  meanOfFirst,
  roomFor,
  sortToMedian,
  type FewNumbers,
} from './few-numbers.ts';
import { at } from './numbers.ts';
import { slotHistory } from './slot-history.ts';

export type DemandBaseline =
  'last-week' | 'mean-of-4-weeks' | 'median-of-8-weeks' | 'exponential-6-weeks';

/** The forecasts by rule of thumb that a model must beat. */
export const demandBaselines: readonly DemandBaseline[] = [
  'last-week',
  'mean-of-4-weeks',
  'median-of-8-weeks',
  'exponential-6-weeks',
];

const weeksOf: Readonly<Record<DemandBaseline, number>> = {
  'last-week': 1,
  'mean-of-4-weeks': 4,
  'median-of-8-weeks': 8,
  'exponential-6-weeks': 6,
};

function combine(baseline: DemandBaseline, latestFirst: FewNumbers): number {
  switch (baseline) {
    case 'last-week':
      return latestFirst.count === 0 ? Number.NaN : at(latestFirst.values, 0);
    case 'mean-of-4-weeks':
      return meanOfFirst(latestFirst, 4);
    case 'median-of-8-weeks':
      return sortToMedian(latestFirst);
    case 'exponential-6-weeks':
      return fadingMeanOf(latestFirst, 0.6);
  }
}

export type BaselineForecaster = (origin: number, baseline: DemandBaseline) => Float64Array;

/**
 * The next 168 hours from any origin by a rule on the same hour of past weeks, in the unit of the
 * inflow. Gaps are replaced by the week before; holidays count as plain weekdays, as the rules have
 * it. NaN where no such hour was ever measured. Reads no inflow from the origin on.
 */
export function baselineForecaster(series: DemandSeries): BaselineForecaster {
  const { inflow, hourOfDay, weekday } = series;
  const past = slotHistory({ inflow, hourOfDay, weekday });
  const values = roomFor(8);
  return (origin, baseline) => {
    requireCalendar(series, origin);
    return Float64Array.from({ length: horizonHours }, (_, hour) => {
      past.valuesBefore(origin + hour, origin, weeksOf[baseline], values);
      return combine(baseline, values);
    });
  };
}

/** The same from one origin. */
export function forecastByBaseline(
  series: DemandSeries,
  origin: number,
  baseline: DemandBaseline,
): Float64Array {
  return baselineForecaster(series)(origin, baseline);
}

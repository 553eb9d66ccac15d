import { horizonHours, requireCalendar, type DemandSeries } from './demand-series.ts';
import { at, meanOf, medianOf } from './numbers.ts';
import { fadingMean, slotHistory } from './slot-history.ts';

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

function combine(baseline: DemandBaseline, latestFirst: readonly number[]): number {
  switch (baseline) {
    case 'last-week':
      return at(latestFirst, 0);
    case 'mean-of-4-weeks':
      return meanOf(latestFirst);
    case 'median-of-8-weeks':
      return medianOf(latestFirst);
    case 'exponential-6-weeks':
      return fadingMean(latestFirst, 0.6);
  }
}

/**
 * The next 168 hours by a rule on the same hour of past weeks, in the unit of the inflow.
 * Gaps are replaced by the week before; holidays count as plain weekdays, as the rules have it.
 * NaN where no such hour was ever measured.
 */
export function forecastByBaseline(
  series: DemandSeries,
  origin: number,
  baseline: DemandBaseline,
): Float64Array {
  requireCalendar(series, origin);
  const { inflow, hourOfDay, weekday } = series;
  const past = slotHistory({ inflow: inflow.subarray(0, origin), hourOfDay, weekday });
  return Float64Array.from({ length: horizonHours }, (_, hour) => {
    const indices = past.before(origin + hour, origin, weeksOf[baseline]);
    return combine(
      baseline,
      indices.map((index) => at(inflow, index)),
    );
  });
}

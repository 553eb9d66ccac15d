import { horizonGroups } from './demand-models.ts';
import { horizonHours, type DemandSeries } from './demand-series.ts';
import { at, quantileOfSorted } from './numbers.ts';

/** Bounds by hour of the horizon, in the unit of the inflow; NaN where they cannot be told. */
export type ForecastInterval = { readonly low: Float64Array; readonly high: Float64Array };

/** The share of outcomes that an interval is to hold. */
export type Confidence = 80 | 95;

const leastResiduals = 20;

// Eight weeks of overlapping forecasts are some eight independent errors: Student's t with seven
// degrees of freedom over the normal quantile.
const stretchOf: Readonly<Record<Confidence, number>> = { 80: 1.415 / 1.282, 95: 2.365 / 1.96 };

/**
 * The range that holds a percentage of the residuals of past forecasts of the same horizon group
 * and hour of day, stretched for their small number and laid around a forecast. Never excludes the forecast itself, so that the wider
 * interval always encloses the narrower one.
 */
export function forecastInterval(
  series: DemandSeries,
  origin: number,
  forecast: Float64Array,
  residuals: readonly (readonly Float64Array[])[],
  confidence: Confidence,
): ForecastInterval {
  const low = new Float64Array(horizonHours).fill(Number.NaN);
  const high = new Float64Array(horizonHours).fill(Number.NaN);
  for (const [group, [from, to]] of horizonGroups.entries()) {
    const bounds = Array.from({ length: 24 }, (_, hour) =>
      boundsOf(residuals[group]?.[hour] ?? none, confidence),
    );
    for (let hour = from; hour < to; hour += 1) {
      const [below, above] = bounds[at(series.hourOfDay, origin + hour)] ?? [];
      low[hour] = at(forecast, hour) + (below ?? Number.NaN);
      high[hour] = at(forecast, hour) + (above ?? Number.NaN);
    }
  }
  return { low, high };
}

const none = new Float64Array(0);

function boundsOf(residuals: Float64Array, confidence: Confidence): readonly [number, number] {
  if (residuals.length < leastResiduals) return [Number.NaN, Number.NaN];
  const tail = (1 - confidence / 100) / 2;
  const stretch = stretchOf[confidence];
  return [
    stretch * Math.min(0, quantileOfSorted(residuals, tail)),
    stretch * Math.max(0, quantileOfSorted(residuals, 1 - tail)),
  ];
}

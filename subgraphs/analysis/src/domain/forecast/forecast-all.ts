import {
  demandForecastMethod,
  forecastByBaseline,
  forecastDemand,
  type DemandSeries,
} from '@waris/water-loss';

/** 168 hours from the end of a series; NaN where it cannot be told. */
export type ForecastColumns = {
  readonly expected: Float64Array;
  readonly lower80: Float64Array;
  readonly upper80: Float64Array;
  readonly lower95: Float64Array;
  readonly upper95: Float64Array;
};

/** The model whose intervals tell misses. */
export const intervalModel = demandForecastMethod;

/** By the version of their model. */
export type Forecasts = ReadonlyMap<string, ForecastColumns>;

/** The forecasts of all models, by version. Takes half a second for half a year. */
export function forecastAll(series: DemandSeries): Forecasts {
  const { expected, interval80, interval95 } = forecastDemand(series);
  const origin = series.inflow.length;
  const baseline = (name: 'exponential-6-weeks' | 'median-of-8-weeks') =>
    withoutBounds(forecastByBaseline(series, origin, name));
  return new Map([
    [
      intervalModel,
      {
        expected,
        lower80: interval80.low,
        upper80: interval80.high,
        lower95: interval95.low,
        upper95: interval95.high,
      },
    ],
    ['exponential-6-weeks-1', baseline('exponential-6-weeks')],
    ['median-of-8-weeks-1', baseline('median-of-8-weeks')],
  ]);
}

function withoutBounds(expected: Float64Array): ForecastColumns {
  const unknown = new Float64Array(expected.length).fill(Number.NaN);
  return { expected, lower80: unknown, upper80: unknown, lower95: unknown, upper95: unknown };
}

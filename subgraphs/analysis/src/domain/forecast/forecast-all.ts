import {
  baselineForecaster,
  demandForecaster,
  demandForecastMethod,
  type DemandSeries,
} from '@waris/water-loss';

/** 168 hours from an origin; NaN where it cannot be told. */
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

/** Origins of one series: what they share is computed once. */
export type ForecastTask = {
  readonly series: DemandSeries;
  readonly origins: readonly {
    /** Where in the series. */
    readonly index: number;
    /** Days since 1970 of the local date that begins there. */
    readonly date: number;
  }[];
};

/**
 * The forecasts of all models, by version, from each origin. One takes some 50 ms; of a year of
 * weeks each takes 30.
 */
export function forecastAll({ series, origins }: ForecastTask): readonly Forecasts[] {
  const forecast = demandForecaster(series);
  const byRule = baselineForecaster(series);
  return origins.map(({ index, date }) => {
    const { expected, interval80, interval95 } = forecast(index, date);
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
      ['exponential-6-weeks-1', withoutBounds(byRule(index, 'exponential-6-weeks'))],
      ['median-of-8-weeks-1', withoutBounds(byRule(index, 'median-of-8-weeks'))],
    ]);
  });
}

function withoutBounds(expected: Float64Array): ForecastColumns {
  const unknown = new Float64Array(expected.length).fill(Number.NaN);
  return { expected, lower80: unknown, upper80: unknown, lower95: unknown, upper95: unknown };
}

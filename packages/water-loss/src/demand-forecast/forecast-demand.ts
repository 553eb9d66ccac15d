import { calibrate, calibrationDays } from './calibration.ts';
import { blend, fitLinear, fitTrees, memberModels } from './demand-models.ts';
import { horizonHours, requireCalendar, type DemandSeries } from './demand-series.ts';
import { forecastInterval, type ForecastInterval } from './forecast-intervals.ts';
import { longestModelAgeDays, modelAgeDays } from './model-age.ts';
import { featureSource } from './origin-features.ts';
import { trainingHours } from './training-rows.ts';
import { knowsWeather } from './weather-deviation.ts';

/** The next 168 hours from an origin, in the unit of the inflow. */
export type DemandForecast = {
  readonly origin: number;
  /** NaN where the hour was never measured before. */
  readonly expected: Float64Array;
  readonly interval80: ForecastInterval;
  readonly interval95: ForecastInterval;
  /** Whether weather of the days ahead was at hand and used. */
  readonly usesWeather: boolean;
};

/** Days since 1970-01-01 of the local date that an origin begins tell when models are due. */
export type DemandForecaster = (origin: number, date?: number) => DemandForecast;

/** Name and version of the method, for the record of a forecast. */
export const demandForecastMethod = 'ridge-and-trees-1';

/** How far before its origin a forecast looks: of two series that agree there it says the same. */
export const demandHistoryHours = 24 * (longestModelAgeDays + calibrationDays) + trainingHours;

/**
 * Forecasts one area's demand from any origin of its series: a robust ridge regression and boosted
 * trees correct the usual demand of the hour by recent deviations; their shares and the intervals
 * come from how they fared over the 56 days before. Given the date of an origin, takes the trees
 * that were last due (`modelAgeDays`), otherwise some fitted there. Reads no inflow from the origin on.
 * With under some two months of data it falls back to the usual demand; intervals are NaN until
 * there are twenty errors of each hour of day to draw them from.
 */
export function demandForecaster(series: DemandSeries): DemandForecaster {
  const source = featureSource(series);
  const linear = memberModels(series, source, fitLinear);
  const trees = memberModels(series, source, fitTrees);
  return (origin, date) => {
    requireCalendar(series, origin);
    const usesWeather = knowsWeather(series, origin, origin + horizonHours);
    const ageDays = date === undefined ? 0 : modelAgeDays(date, historyDaysAt(series, origin));
    const membersBefore = (learnedUntil: number) => {
      // The straight part follows what changes and is fitted anew each time; trees cost more.
      const straight = linear(learnedUntil, usesWeather);
      const grown = trees(learnedUntil - 24 * ageDays, usesWeather);
      return (from: number) => ({ linear: straight(from), trees: grown(from) });
    };
    const earlier = membersBefore(origin - 24 * calibrationDays);
    const { treeShares, residuals } = calibrate(series, earlier, origin);
    const members = membersBefore(origin)(origin);
    const expected = blend(members, treeShares);
    return {
      origin,
      expected,
      interval80: forecastInterval(series, origin, expected, residuals, 80),
      interval95: forecastInterval(series, origin, expected, residuals, 95),
      usesWeather,
    };
  };
}

/** One forecast from the end of what has been measured. */
export function forecastDemand(series: DemandSeries): DemandForecast {
  return demandForecaster(series)(series.inflow.length);
}

function historyDaysAt({ inflow }: DemandSeries, origin: number): number {
  const from = Math.max(0, origin - demandHistoryHours);
  const first = inflow.subarray(from, origin).findIndex((value) => !Number.isNaN(value));
  return first === -1 ? 0 : (origin - from - first) / 24;
}

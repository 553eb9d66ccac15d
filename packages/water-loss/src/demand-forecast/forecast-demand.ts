import { calibrate, calibrationDays } from './calibration.ts';
import { blend, fitDemandModel, type DemandModel } from './demand-models.ts';
import { horizonHours, requireCalendar, type DemandSeries } from './demand-series.ts';
import { forecastInterval, type ForecastInterval } from './forecast-intervals.ts';
import { featureSource } from './origin-features.ts';
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

export type DemandForecaster = (origin: number) => DemandForecast;

/** Name and version of the method, for the record of a forecast. */
export const demandForecastMethod = 'ridge-and-trees-1';

/**
 * Forecasts one area's demand from any origin of its series: a robust ridge regression and boosted
 * trees correct the usual demand of the hour by recent deviations; their shares and the intervals
 * come from how they fared over the 56 days before. Reads no inflow from the origin on.
 * With under some two months of data it falls back to the usual demand; intervals are NaN until
 * there are twenty errors of each hour of day to draw them from.
 */
export function demandForecaster(series: DemandSeries): DemandForecaster {
  const source = featureSource(series);
  const models = new Map<string, DemandModel>();
  const modelBefore = (origin: number, usesWeather: boolean): DemandModel => {
    const key = `${origin} ${String(usesWeather)}`;
    const model = models.get(key) ?? fitDemandModel(series, source, origin, usesWeather);
    models.set(key, model);
    return model;
  };
  return (origin) => {
    requireCalendar(series, origin);
    const usesWeather = knowsWeather(series, origin, origin + horizonHours);
    const earlier = modelBefore(Math.max(0, origin - 24 * calibrationDays), usesWeather);
    const { treeShares, residuals } = calibrate(series, source, earlier, origin);
    const members = modelBefore(origin, usesWeather)(source(origin), origin);
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

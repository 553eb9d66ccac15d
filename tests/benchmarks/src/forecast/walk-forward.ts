import process from 'node:process';
import {
  baselineForecaster,
  demandBaselines,
  demandForecaster,
  horizonHours,
  type DemandSeries,
} from '@waris/water-loss';
import {
  coverageOf,
  meanScore,
  scoreWeek,
  type Coverage,
  type DemandScore,
} from './demand-scores.ts';

/** How the methods fared on one area. */
export type AreaResult = {
  readonly area: string;
  /** Mean over the weeks by method. */
  readonly scores: ReadonlyMap<string, DemandScore>;
  readonly coverage80: readonly Coverage[];
  readonly coverage95: readonly Coverage[];
  /** Processor time of the champion without weather: other work on the machine does not count. */
  readonly cpuSeconds: number;
};

export const champion = 'champion';
export const championWithWeather = 'champion, weather known';

/** Where a week begins, and on which day since 1970: that tells by which model it is forecast. */
export type ForecastWeek = { readonly origin: number; readonly date: number };

/** Forecasts each week from what lies before it. Weather, when given, is measured: a perfect forecast. */
export function walkForward(
  area: string,
  series: DemandSeries,
  weeks: readonly ForecastWeek[],
  weather: Pick<DemandSeries, 'temperatureC' | 'rainMm'> | null,
): AreaResult {
  const measured = ({ origin }: ForecastWeek) =>
    series.inflow.subarray(origin, origin + horizonHours);
  const scoresOf = (forecast: (week: ForecastWeek) => Float64Array) =>
    meanScore(weeks.map((week) => scoreWeek(measured(week), forecast(week))));

  const scores = new Map<string, DemandScore>();
  const byRule = baselineForecaster(series);
  for (const baseline of demandBaselines) {
    scores.set(
      baseline,
      scoresOf(({ origin }) => byRule(origin, baseline)),
    );
  }
  const started = process.cpuUsage();
  const forecaster = demandForecaster(series);
  const results = weeks.map((week) => ({ week, forecast: forecaster(week.origin, week.date) }));
  const { user, system } = process.cpuUsage(started);
  const cpuSeconds = (user + system) / 1e6;
  const coverage = (name: 'interval80' | 'interval95') =>
    results.map(({ week, forecast }) => coverageOf(measured(week), forecast[name]));
  scores.set(
    champion,
    meanScore(results.map(({ week, forecast }) => scoreWeek(measured(week), forecast.expected))),
  );
  if (weather !== null) {
    const knowing = demandForecaster({ ...series, ...weather });
    scores.set(
      championWithWeather,
      scoresOf(({ origin, date }) => knowing(origin, date).expected),
    );
  }
  return {
    area,
    scores,
    coverage80: coverage('interval80'),
    coverage95: coverage('interval95'),
    cpuSeconds,
  };
}

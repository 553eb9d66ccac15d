import { symmetricSolver } from '../demand-forecast/linear-solver.ts';
import type { DailyForecast, SegmentedValue } from './forecast-day.ts';
import { robustScale } from './robust-statistics.ts';

/** By how much a daily figure has grown of late, beyond what level, trend and weekdays explain. */
export type Growth = {
  /** What has grown until today, m³/h, and its standard error. */
  readonly flowM3PerHour: number;
  readonly errorM3PerHour: number;
  /** What the figure would be without it. */
  readonly forecast: DailyForecast;
};

const daysOfWeek = 7;
// Columns of the fit: a level for each weekday, the trend, the growth, then each earlier stretch.
const trend = daysOfWeek;
const growth = trend + 1;
const fixedColumns = growth + 1;
const leastDaysBefore = 21;
const clippedAt = 3;
// A meter resolves no better than this share of the flow.
const leastNoiseRatio = 0.002;

/**
 * Fits a leak whose hole widens evenly, so that its flow grows with the square of its age, through
 * the last `days` days of `history`: least squares with a level for each weekday and for each stretch
 * between steps, and a trend that is drawn to 0 by `priorSlope` (m³/h a day, one deviation).
 * Residuals beyond 3 deviations are clipped; the error rests on the residuals. Today is the last
 * of `history`. Null with less than three weeks before the growth.
 */
export function fitGrowth(
  history: readonly SegmentedValue[],
  days: number,
  priorSlope: number,
  noise: number,
): Growth | null {
  const today = history.at(-1);
  if (today === undefined) return null;
  const daysBefore = history.filter(({ day }) => day <= today.day - days).length;
  if (daysBefore < leastDaysBefore || !(noise > 0)) return null;
  const rows = designOf(history, today, days);
  const solve = normalEquations(rows, (noise / priorSlope) ** 2);
  const first = solve(history.map(({ value }) => value));
  const clipped = rows.map((row, index) => {
    const fitted = product(row, first);
    const most = clippedAt * noise;
    const residual = (history[index]?.value ?? fitted) - fitted;
    return fitted + Math.min(most, Math.max(-most, residual));
  });
  const fit = solve(clipped);
  const residuals = rows.map((row, index) => (history[index]?.value ?? 0) - product(row, fit));
  const freedom = Math.max(1, history.length - (rows[0]?.length ?? 0));
  const forecast = forecastOf(fit, today.day);
  const ownNoise = Math.max(
    (robustScale(residuals) ?? 0) * Math.sqrt(history.length / freedom),
    leastNoiseRatio * Math.abs(forecast.level),
  );
  return {
    flowM3PerHour: fit[growth] ?? 0,
    errorM3PerHour: ownNoise * Math.sqrt(solve.varianceOfGrowth),
    forecast: { ...forecast, noise: ownNoise },
  };
}

/** How far the growth stands out, in standard errors. */
export function significanceOf({ flowM3PerHour, errorM3PerHour }: Growth): number {
  return flowM3PerHour / errorM3PerHour;
}

function designOf(
  history: readonly SegmentedValue[],
  today: SegmentedValue,
  days: number,
): readonly Float64Array[] {
  const earlier = [...new Set(history.map(({ segment }) => segment))].filter(
    (segment) => segment !== today.segment,
  );
  return history.map(({ day, segment }) => {
    const row = new Float64Array(fixedColumns + earlier.length);
    row[day % daysOfWeek] = 1;
    row[trend] = day - today.day;
    row[growth] = Math.max(0, (day - today.day + days) / days) ** 2;
    if (segment !== today.segment) row[fixedColumns + earlier.indexOf(segment)] = 1;
    return row;
  });
}

function normalEquations(rows: readonly Float64Array[], trendPenalty: number) {
  const size = rows[0]?.length ?? 0;
  const squares = new Float64Array(size * size);
  for (const row of rows) {
    for (let i = 0; i < size; i += 1) {
      const own = row[i] ?? 0;
      if (own === 0) continue;
      for (let j = 0; j < size; j += 1) {
        squares[i * size + j] = (squares[i * size + j] ?? 0) + own * (row[j] ?? 0);
      }
    }
  }
  const diagonal = trend * size + trend;
  squares[diagonal] = (squares[diagonal] ?? 0) + trendPenalty;
  const solver = symmetricSolver(squares, size);
  const unit = new Float64Array(size);
  unit[growth] = 1;
  const solve = (values: readonly number[]) => {
    const products = new Float64Array(size);
    for (const [index, row] of rows.entries()) {
      const value = values[index] ?? 0;
      for (let i = 0; i < size; i += 1) products[i] = (products[i] ?? 0) + (row[i] ?? 0) * value;
    }
    return solver(products);
  };
  return Object.assign(solve, { varianceOfGrowth: solver(unit)[growth] ?? 0 });
}

// The trend is not carried on: a leak outlasts it.
function forecastOf(fit: Float64Array, atDay: number): Omit<DailyForecast, 'noise'> {
  const weekdays = Array.from(fit.subarray(0, daysOfWeek));
  const level = weekdays.reduce((sum, each) => sum + each, 0) / daysOfWeek;
  const weekday = weekdays.map((each) => each - level);
  return { level, slope: 0, atDay, weekday, levelVariance: 0, slopeVariance: 0 };
}

function product(row: Float64Array, fit: Float64Array): number {
  return row.reduce((sum, each, index) => sum + each * (fit[index] ?? 0), 0);
}

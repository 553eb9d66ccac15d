import { median, noiseScale, robustScale } from './robust-statistics.ts';

/** A daily figure of a DMA, m³/h, on a day counted from the first one. */
export type DailyValue = { readonly day: number; readonly value: number };

/** With the number of steps before it, which tells the stretches without a jump apart. */
export type SegmentedValue = DailyValue & {
  readonly segment: number;
  /** The steps that were taken out of the value, m³/h. */
  readonly stepM3PerHour: number;
};

/** Level, trend and weekday pattern of a daily figure, as the days before show them. */
export type DailyForecast = {
  readonly level: number;
  /** m³/h per day. */
  readonly slope: number;
  /** The day at which `level` holds. */
  readonly atDay: number;
  /** Added on each day of the week, by day number modulo 7. */
  readonly weekday: readonly number[];
  /** Standard deviation of a day about a level that were known. */
  readonly noise: number;
  /** Variances of the level and of the slope, in units of noise². */
  readonly levelVariance: number;
  readonly slopeVariance: number;
};

// A meter resolves no better than this share of the flow.
const leastNoiseRatio = 0.002;
/**
 * Demand that swings by a tenth over the year moves by 0.17 % a day at its steepest: the prior
 * standard deviation of the slope, as a share of the level per day.
 */
const priorSlopeRatio = 0.002;
const clippedAt = 3;

/** Prior standard deviation of the trend of a figure of that level, m³/h a day. */
export function priorSlopeOf(level: number): number {
  return priorSlopeRatio * Math.abs(level);
}

/** Standard deviation of a day's value about its forecast, growing away from the fitted days. */
export function scaleOn(forecast: DailyForecast, day: number): number {
  const { noise, levelVariance, slopeVariance, atDay } = forecast;
  return noise * Math.sqrt(1 + levelVariance + slopeVariance * (day - atDay) ** 2);
}

export function expectedOn(forecast: DailyForecast, day: number): number {
  const weekday = forecast.weekday[((day % 7) + 7) % 7] ?? 0;
  return forecast.level + forecast.slope * (day - forecast.atDay) + weekday;
}

/**
 * What each weekday adds to the week around it: the median over the weeks of the day's value less
 * the mean of the seven days centred on it, so that a linear trend cancels. At the ends and beside
 * gaps the nearest whole week stands in. 0 where unknown.
 */
export function weekdayPattern(history: readonly DailyValue[]): number[] {
  const weekMeans = centredWeekMeans(history);
  const excess: number[][] = Array.from({ length: 7 }, () => []);
  let nearest = weekMeans.find((mean) => mean !== null) ?? null;
  for (const [index, { day, value }] of history.entries()) {
    nearest = weekMeans[index] ?? nearest;
    if (nearest !== null) excess[day % 7]?.push(value - nearest);
  }
  const pattern = excess.map((values) => median(values) ?? 0);
  const mean = pattern.reduce((sum, value) => sum + value, 0) / 7;
  return pattern.map((value) => value - mean);
}

// Null where the seven days centred on a day are not all there.
function centredWeekMeans(history: readonly DailyValue[]): (number | null)[] {
  const means: (number | null)[] = [];
  for (let index = 0; index < history.length; index += 1) {
    const from = history[index - 3];
    const to = history[index + 3];
    if (from === undefined || to === undefined || to.day - from.day !== 6) {
      means.push(null);
      continue;
    }
    let sum = 0;
    for (let i = index - 3; i <= index + 3; i += 1) sum += history[i]?.value ?? 0;
    means.push(sum / 7);
  }
  return means;
}

/**
 * What the noise about a fit must be multiplied by to be that of a new day: the pattern was fitted
 * on `weeks` values a weekday, which makes the first too small and errs on the second by the
 * variance of a median, π/2 of a mean's.
 */
function patternFactor(weeks: number): number {
  return Math.sqrt((1 + Math.PI / 2 / weeks) / (1 - 1 / weeks));
}

/**
 * Fits `history`, in order of days: weekday pattern over all of it, then a line through its last
 * `trendDays` with one slope and a level for each segment, so that a jump is no trend. The slope
 * is drawn to 0 by its prior; residuals beyond 3 deviations are clipped. `errors` are standardised
 * errors of earlier forecasts; the noise is never below what they show. Null without a day in the
 * last segment.
 */
export function fitForecast(
  history: readonly SegmentedValue[],
  errors: readonly number[],
  segment: number,
  trendDays: number,
): DailyForecast | null {
  const pattern = fitPattern(history, errors);
  const { adjusted, weekday, noise, level } = pattern;
  const line = fitLine(adjusted.slice(-trendDays), segment, noise, priorSlopeOf(level));
  return line === null ? null : { ...line, weekday, noise };
}

// The weekday pattern, the history without it, its median and the noise about it.
function fitPattern(history: readonly SegmentedValue[], errors: readonly number[]) {
  // One week alone cannot tell pattern from noise: then the pattern counts as noise.
  const weeks = Math.floor(history.length / 7);
  const weekday = weeks < 2 ? Array.from({ length: 7 }, () => 0) : weekdayPattern(history);
  const adjusted = history.map(({ day, value, segment, stepM3PerHour }) => ({
    day,
    value: value - (weekday[day % 7] ?? 0),
    segment,
    stepM3PerHour,
  }));
  const values = adjusted.map(({ value }) => value);
  const unstepped = values.map((value, index) => value + (history[index]?.stepM3PerHour ?? 0));
  const level = median(values) ?? 0;
  const noise = Math.max(
    weeks < 2 ? (robustScale(values) ?? 0) : patternFactor(weeks) * (noiseScale(unstepped) ?? 0),
    errors.length >= 21 ? (robustScale(errors) ?? 0) : 0,
    leastNoiseRatio * Math.abs(level),
    Number.MIN_VALUE,
  );
  return { adjusted, weekday, noise, level };
}

/** Level and weekday pattern alone, over all of `history` and across its steps. */
export function fitLevel(history: readonly SegmentedValue[]): DailyForecast | null {
  const last = history.at(-1);
  if (last === undefined) return null;
  const one = history.map((value) => ({ ...value, segment: 0 }));
  const { weekday, noise, level } = fitPattern(one, []);
  const levelVariance = Math.PI / 2 / one.length;
  return { level, slope: 0, atDay: last.day, weekday, noise, levelVariance, slopeVariance: 0 };
}

type Line = Pick<DailyForecast, 'level' | 'slope' | 'atDay' | 'levelVariance' | 'slopeVariance'>;

function fitLine(
  points: readonly SegmentedValue[],
  segment: number,
  noise: number,
  priorSlope: number,
): Line | null {
  const first = leastSquares(points, segment, noise, priorSlope);
  if (first === null) return null;
  const clipped = points.map((point) => {
    const level = first.levels.get(point.segment) ?? point.value;
    const expected = level + first.slope * (point.day - (first.centres.get(point.segment) ?? 0));
    const most = clippedAt * noise;
    const residual = Math.min(most, Math.max(-most, point.value - expected));
    return { ...point, value: expected + residual };
  });
  const second = leastSquares(clipped, segment, noise, priorSlope);
  return second === null ? null : second.line;
}

function leastSquares(
  points: readonly SegmentedValue[],
  segment: number,
  noise: number,
  priorSlope: number,
) {
  const groups = new Map<number, SegmentedValue[]>();
  for (const point of points) {
    const group = groups.get(point.segment);
    if (group === undefined) groups.set(point.segment, [point]);
    else group.push(point);
  }
  const levels = new Map<number, number>();
  const centres = new Map<number, number>();
  let products = 0;
  let squares = priorSlope > 0 ? (noise / priorSlope) ** 2 : Number.MAX_VALUE;
  for (const [key, group] of groups) {
    const centre = group.reduce((sum, { day }) => sum + day, 0) / group.length;
    // The median: the first pass must not follow an odd day.
    const level = median(group.map(({ value }) => value)) ?? 0;
    centres.set(key, centre);
    levels.set(key, level);
    for (const { day, value } of group) {
      products += (day - centre) * (value - level);
      squares += (day - centre) ** 2;
    }
  }
  const level = levels.get(segment);
  const atDay = centres.get(segment);
  const count = groups.get(segment)?.length ?? 0;
  if (level === undefined || atDay === undefined || count === 0) return null;
  const slope = products / squares;
  const line: Line = {
    level,
    slope,
    atDay,
    levelVariance: Math.PI / 2 / count,
    slopeVariance: 1 / squares,
  };
  return { levels, centres, slope, line };
}

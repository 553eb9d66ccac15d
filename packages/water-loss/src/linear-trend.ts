/** How a daily figure changes over time. */
export type LinearTrend = {
  /** Change per day, in the unit of the figure. */
  readonly slopePerDay: number;
  /** Half of the 95 % confidence interval of the slope. */
  readonly slopeMargin95PerDay: number;
  /** True when 0 lies outside the interval. */
  readonly significant: boolean;
  readonly count: number;
};

const fewestPoints = 8;
// Two-sided 95 % points of Student's t; linear in 1/n between, which is exact to the second digit.
const tPoints = [
  [6, 2.447],
  [8, 2.306],
  [10, 2.228],
  [15, 2.131],
  [20, 2.086],
  [30, 2.042],
  [60, 2.0],
  [120, 1.98],
] as const;

function studentT95(degrees: number): number {
  if (degrees <= tPoints[0][0]) return tPoints[0][1];
  for (const [index, [n, t]] of tPoints.entries()) {
    const next = tPoints[index + 1];
    if (next === undefined) return 1.96 + ((t - 1.96) * n) / degrees;
    if (degrees <= next[0]) {
      const share = (1 / degrees - 1 / n) / (1 / next[0] - 1 / n);
      return t + share * (next[1] - t);
    }
  }
  return 1.96;
}

type Point = { readonly day: number; readonly value: number };

function pointsOf(values: ArrayLike<number | null>): readonly Point[] {
  return Array.from({ length: values.length }, (_, day) => ({ day, value: values[day] })).filter(
    (point): point is Point => typeof point.value === 'number' && !Number.isNaN(point.value),
  );
}

const meanOf = (numbers: readonly number[]) =>
  numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

/** Autocorrelation of neighbouring residuals, from 0 to below 1. */
function persistenceOf(residuals: readonly number[]): number {
  let products = 0;
  let squares = 0;
  for (const [index, residual] of residuals.entries()) {
    squares += residual ** 2;
    products += residual * (residuals[index + 1] ?? 0);
  }
  return squares === 0 ? 0 : Math.min(0.95, Math.max(0, products / squares));
}

/**
 * Slope of daily values (null or NaN is a gap, which keeps its place) by least squares, with a
 * 95 % interval widened by (1 + r)/(1 − r) for nights that resemble their neighbours: a burst that
 * lasts a week is not seven witnesses. Null below 8 values.
 */
export function linearTrend(values: ArrayLike<number | null>): LinearTrend | null {
  const points = pointsOf(values);
  const count = points.length;
  if (count < fewestPoints) return null;
  const meanDay = meanOf(points.map((point) => point.day));
  const meanValue = meanOf(points.map((point) => point.value));
  const spread = points.reduce((sum, { day }) => sum + (day - meanDay) ** 2, 0);
  const joint = points.reduce(
    (sum, { day, value }) => sum + (day - meanDay) * (value - meanValue),
    0,
  );
  const slopePerDay = joint / spread;
  const residuals = points.map(
    ({ day, value }) => value - meanValue - slopePerDay * (day - meanDay),
  );
  const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  const persistence = persistenceOf(residuals);
  const variance = (squares / (count - 2) / spread) * ((1 + persistence) / (1 - persistence));
  const slopeMargin95PerDay = studentT95(count - 2) * Math.sqrt(variance);
  return {
    slopePerDay,
    slopeMargin95PerDay,
    significant: Math.abs(slopePerDay) > slopeMargin95PerDay,
    count,
  };
}

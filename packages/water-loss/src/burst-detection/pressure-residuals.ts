import { symmetricSolver } from '../demand-forecast/linear-solver.ts';
import type { PressureDay } from './pressure-day.ts';
import type { SensorReference } from './sensor-level.ts';

// Gauges resolve a centimetre; a day's mean is good to half a millimetre.
const gaugeErrorM = 0.01;
const leastErrorM = 0.0005;
/** Days of one level that tell whether one day's error is like that of the day before. */
const leastRun = 7;
const greatestLikeness = 0.8;

export type ResidualLimits = {
  readonly pressureLeastDays: number;
  readonly pressureLeastLevelDays: number;
};

export type ResidualScores = {
  /** By sensor; null for one that is silent today, or whose level is not yet known. */
  readonly scores: readonly (number | null)[];
  /**
   * The same in deviations within a day instead of those of days: of a fall of one sensor alone no
   * other shows more, whatever their days err by.
   */
  readonly contrasts: readonly number[];
  /** By how much errors that last for days make a mean of many days err more than single ones. */
  readonly persistence: number;
};

/**
 * How far each sensor lies above what all the others together say it should be, in standard
 * deviations: the residual of its ridge regression on them, less its level. LILA (Daniel et al.,
 * BattLeDIM 2020) regresses pairs; on all the others the demand of every quarter of the town is
 * taken out. How sensors hang together is learnt from what they do within each of the days `known`,
 * so that a leak, which takes the same from every hour, changes nothing of it. Null with too few
 * days or sensors.
 */
export function residualScores(
  known: readonly PressureDay[],
  referenceOf: (sensor: number) => SensorReference,
  today: PressureDay,
  limits: ResidualLimits,
): ResidualScores | null {
  const sensors = today.means.flatMap((mean, sensor) => (mean === null ? [] : [sensor]));
  const rows = known.map((day) => valuesOf(day, sensors));
  const complete = known.filter((_, index) => rows[index] !== null);
  const now = valuesOf(today, sensors);
  if (complete.length < limits.pressureLeastDays || sensors.length < 2 || now === null) return null;
  const scores: (number | null)[] = Array.from(today.means, () => null);
  const contrasts = Array.from(today.means, () => 0);
  const alike = { sum: 0, days: 0 };
  for (const [i, { weights, deviationM }] of residualWeights(complete, sensors).entries()) {
    const sensor = sensors[i] ?? 0;
    const { level, stretches } = referenceOf(sensor);
    const residualAt = (index: number) => {
      const row = rows[index] ?? null;
      return row === null ? [] : [residualOf(row, weights)];
    };
    const levels = level.flatMap(residualAt);
    const scatter = scatterOf(
      stretches.map((stretch) => stretch.flatMap(residualAt)),
      alike,
    );
    if (levels.length < limits.pressureLeastLevelDays || scatter.freedom < 2) continue;
    const error = Math.sqrt((scatter.variance + leastErrorM ** 2) * (1 + 1 / levels.length));
    const excess = residualOf(now, weights) - meanOf(levels);
    scores[sensor] = normalScore(excess / error, scatter.freedom);
    contrasts[sensor] = excess / deviationM;
  }
  const likeness = alike.days === 0 ? 0 : alike.sum / alike.days;
  const bounded = Math.min(greatestLikeness, Math.max(0, likeness));
  return { scores, contrasts, persistence: Math.sqrt((1 + bounded) / (1 - bounded)) };
}

/** The means of some sensors; null where one of them is silent. */
function valuesOf(day: PressureDay, sensors: readonly number[]): readonly number[] | null {
  const values = sensors.flatMap((sensor) => day.means[sensor] ?? []);
  return values.length === sensors.length ? values : null;
}

/** Variance about the mean of each stretch; what neighbouring days share is added to `alike`. */
function scatterOf(
  stretches: readonly (readonly number[])[],
  alike: { sum: number; days: number },
): { readonly variance: number; readonly freedom: number } {
  let squares = 0;
  let freedom = 0;
  for (const values of stretches) {
    if (values.length < 2) continue;
    const mean = meanOf(values);
    const deviations = values.map((value) => value - mean);
    const own = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
    squares += own;
    freedom += values.length - 1;
    if (values.length < leastRun || own === 0) continue;
    const products = deviations.reduce(
      (sum, deviation, index) => sum + deviation * (deviations[index - 1] ?? 0),
      0,
    );
    // The mean was fitted, which makes neighbours look less alike than they are (Kendall 1954).
    alike.sum += (products / own) * (values.length - 1) + 1;
    alike.days += values.length - 4;
  }
  return { variance: freedom === 0 ? 0 : squares / freedom, freedom };
}

// Row i of the inverse covariance over its diagonal turns pressures into the residual of i, whose
// variance is one over that diagonal.
function residualWeights(
  days: readonly PressureDay[],
  sensors: readonly number[],
): readonly { readonly weights: Float64Array; readonly deviationM: number }[] {
  const size = sensors.length;
  const covariance = new Float64Array(size * size);
  for (const day of days) {
    for (const [i, sensor] of sensors.entries()) {
      for (const [j, other] of sensors.entries()) {
        const index = i * size + j;
        const product = productOf(day, sensor, other) / days.length;
        covariance[index] = (covariance[index] ?? 0) + product;
      }
    }
  }
  for (let i = 0; i < covariance.length; i += size + 1) {
    covariance[i] = (covariance[i] ?? 0) + gaugeErrorM ** 2;
  }
  const solve = symmetricSolver(covariance, size);
  return sensors.map((_, i) => {
    const row = solve(Float64Array.from(sensors, (__, j) => (i === j ? 1 : 0)));
    const diagonal = row[i] ?? 1;
    return { weights: row.map((value) => value / diagonal), deviationM: 1 / Math.sqrt(diagonal) };
  });
}

function productOf({ products }: PressureDay, a: number, b: number): number {
  const more = Math.max(a, b);
  return products[(more * (more + 1)) / 2 + Math.min(a, b)] ?? 0;
}

function residualOf(values: readonly number[], weights: Float64Array): number {
  return values.reduce((sum, value, j) => sum + (weights[j] ?? 0) * value, 0);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The normal score that is as rare as Student's t with so many degrees of freedom (Wallace 1959). */
function normalScore(t: number, freedom: number): number {
  const size = Math.sqrt(freedom * Math.log(1 + (t * t) / freedom));
  return (Math.sign(t) * size * (8 * freedom + 1)) / (8 * freedom + 3);
}

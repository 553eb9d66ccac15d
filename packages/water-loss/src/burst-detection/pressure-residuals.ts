import { symmetricSolver } from '../demand-forecast/linear-solver.ts';
import type { PressureDay } from './pressure-day.ts';

/** A day that teaches; days of one segment are without a change between them. */
export type ReferenceDay = { readonly day: PressureDay; readonly segment: number };

export type ResidualLimits = {
  readonly pressureLeastDays: number;
  readonly pressureLeastLevelDays: number;
};

// Gauges resolve a centimetre; a day's mean is good to some millimetres.
const gaugeErrorM = 0.01;
const leastErrorM = 0.002;

/**
 * How far each sensor lies above what all the others together say it should be, in standard
 * deviations: the residual of its ridge regression on them. LILA (Daniel et al., BattLeDIM 2020)
 * regresses pairs; on all the others the demand of every quarter of the town is taken out. How
 * sensors hang together is learnt from all `reference` days about the means of their segments,
 * the level from those of the segment `now` alone, so that a few days after a change suffice.
 * Null with too few days; 0 for a sensor that is silent on `day`.
 */
export function residualScores(
  reference: readonly ReferenceDay[],
  now: number,
  day: PressureDay,
  limits: ResidualLimits,
): readonly number[] | null {
  const sensors = day.means.flatMap((mean, sensor) => (mean === null ? [] : [sensor]));
  const complete = reference.filter(({ day: { means } }) =>
    sensors.every((sensor) => (means[sensor] ?? null) !== null),
  );
  const segments = segmentsOf(complete, sensors);
  const levelDays = segments.get(now)?.days.length ?? 0;
  const freedom = complete.length - segments.size;
  if (levelDays < limits.pressureLeastLevelDays || complete.length < limits.pressureLeastDays) {
    return null;
  }
  if (sensors.length < 2 || freedom < 2) return null;
  const weights = residualWeights(segments, sensors, complete.length);
  const squares = new Float64Array(sensors.length);
  for (const { days, means } of segments.values()) {
    for (const one of days) {
      const residuals = residualsOf(valuesOf(one, sensors), means, weights);
      for (const [i, residual] of residuals.entries()) {
        squares[i] = (squares[i] ?? 0) + residual ** 2;
      }
    }
  }
  // Level and regression were fitted on these few days: a new day errs by more than they show.
  const inflation = (1 + 2 / freedom) * Math.sqrt(1 + 1 / levelDays + 1 / complete.length);
  const residuals = residualsOf(
    valuesOf(day, sensors),
    segments.get(now)?.means ?? new Float64Array(sensors.length),
    weights,
  );
  const scores = Array.from(day.means, () => 0);
  for (const [i, sensor] of sensors.entries()) {
    const error = Math.sqrt((squares[i] ?? 0) / freedom) * inflation + leastErrorM;
    scores[sensor] = (residuals[i] ?? 0) / error;
  }
  return scores;
}

type Segment = { readonly days: PressureDay[]; readonly means: Float64Array };

function segmentsOf(
  reference: readonly ReferenceDay[],
  sensors: readonly number[],
): ReadonlyMap<number, Segment> {
  const segments = new Map<number, Segment>();
  for (const { day, segment } of reference) {
    const known = segments.get(segment);
    if (known === undefined) {
      segments.set(segment, { days: [day], means: new Float64Array(sensors.length) });
    } else {
      known.days.push(day);
    }
  }
  for (const { days, means } of segments.values()) {
    for (const day of days) {
      for (const [i, value] of valuesOf(day, sensors).entries()) {
        means[i] = (means[i] ?? 0) + value / days.length;
      }
    }
  }
  return segments;
}

function valuesOf(day: PressureDay, sensors: readonly number[]): readonly number[] {
  return sensors.map((sensor) => day.means[sensor] ?? 0);
}

// Row i of the inverse covariance over its diagonal: what turns deviations into the residual of i.
function residualWeights(
  segments: ReadonlyMap<number, Segment>,
  sensors: readonly number[],
  dayCount: number,
): readonly Float64Array[] {
  const size = sensors.length;
  const covariance = new Float64Array(size * size);
  for (const { days, means } of segments.values()) {
    for (const day of days) addProducts(covariance, day, sensors, means);
  }
  for (let i = 0; i < covariance.length; i += 1) covariance[i] = (covariance[i] ?? 0) / dayCount;
  for (let i = 0; i < covariance.length; i += size + 1) {
    covariance[i] = (covariance[i] ?? 0) + gaugeErrorM ** 2;
  }
  const solve = symmetricSolver(covariance, size);
  return sensors.map((_, i) => {
    const row = solve(Float64Array.from(sensors, (__, j) => (i === j ? 1 : 0)));
    const diagonal = row[i] ?? 1;
    return row.map((value) => value / diagonal);
  });
}

// Products about the segment's means: those within the day, and that of its mean.
function addProducts(
  covariance: Float64Array,
  day: PressureDay,
  sensors: readonly number[],
  means: Float64Array,
): void {
  const size = sensors.length;
  const deviations = valuesOf(day, sensors).map((value, i) => value - (means[i] ?? 0));
  for (const [i, sensor] of sensors.entries()) {
    for (let j = 0; j < size; j += 1) {
      const within = productOf(day, sensor, sensors[j] ?? 0);
      const between = (deviations[i] ?? 0) * (deviations[j] ?? 0);
      covariance[i * size + j] = (covariance[i * size + j] ?? 0) + within + between;
    }
  }
}

function productOf({ products }: PressureDay, a: number, b: number): number {
  const more = Math.max(a, b);
  return products[(more * (more + 1)) / 2 + Math.min(a, b)] ?? 0;
}

function residualsOf(
  values: readonly number[],
  means: Float64Array,
  weights: readonly Float64Array[],
): readonly number[] {
  const deviations = values.map((value, i) => value - (means[i] ?? 0));
  return weights.map((row) =>
    deviations.reduce((sum, deviation, j) => sum + (row[j] ?? 0) * deviation, 0),
  );
}

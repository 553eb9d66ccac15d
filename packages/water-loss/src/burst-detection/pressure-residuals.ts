import { solvePositive } from './linear-equations.ts';
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
  if (weights === null) return null;
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
): readonly Float64Array[] | null {
  const size = sensors.length;
  const covariance = sensors.map(() => new Float64Array(size));
  for (const { days, means } of segments.values()) {
    for (const day of days) addProducts(covariance, day, sensors, means);
  }
  const identity = sensors.map((_, i) => Float64Array.from(sensors, (__, j) => (i === j ? 1 : 0)));
  for (const [i, row] of covariance.entries()) {
    for (let j = 0; j < size; j += 1) row[j] = (row[j] ?? 0) / dayCount;
    row[i] = (row[i] ?? 0) + gaugeErrorM ** 2;
  }
  const inverse = solvePositive(covariance, identity);
  return inverse?.map((row, i) => row.map((value) => value / (row[i] ?? 1))) ?? null;
}

// Products about the segment's means: those within the day, and that of its mean.
function addProducts(
  covariance: readonly Float64Array[],
  day: PressureDay,
  sensors: readonly number[],
  means: Float64Array,
): void {
  const deviations = valuesOf(day, sensors).map((value, i) => value - (means[i] ?? 0));
  for (const [i, row] of covariance.entries()) {
    const sensor = sensors[i] ?? 0;
    for (let j = 0; j < row.length; j += 1) {
      const within = productOf(day, sensor, sensors[j] ?? 0);
      row[j] = (row[j] ?? 0) + within + (deviations[i] ?? 0) * (deviations[j] ?? 0);
    }
  }
}

function productOf({ products }: PressureDay, a: number, b: number): number {
  const [less, more] = a < b ? [a, b] : [b, a];
  return products[(more * (more + 1)) / 2 + less] ?? 0;
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

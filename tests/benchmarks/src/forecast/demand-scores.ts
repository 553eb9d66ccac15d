import { mean } from '../statistics.ts';

/** Errors of one or several weeks in the unit of the inflow; NaN when nothing was measured. */
export type DemandScore = {
  /** Mean absolute error of day 1. */
  readonly pi1: number;
  /** Greatest absolute error of day 1. */
  readonly pi2: number;
  /** Mean absolute error of days 2–7. */
  readonly pi3: number;
};

/** Scores one week's forecast against what was measured; hours without a reading do not count. */
export function scoreWeek(measured: Float64Array, forecast: Float64Array): DemandScore {
  const errors = Array.from(measured, (value, hour) =>
    Math.abs(value - (forecast[hour] ?? Number.NaN)),
  );
  const known = (part: readonly number[]) => part.filter((error) => !Number.isNaN(error));
  const day1 = known(errors.slice(0, 24));
  return {
    pi1: mean(day1),
    pi2: day1.length === 0 ? Number.NaN : Math.max(...day1),
    pi3: mean(known(errors.slice(24))),
  };
}

/** Means of each score over those that have it. */
export function meanScore(scores: readonly DemandScore[]): DemandScore {
  const meanOf = (name: keyof DemandScore) =>
    mean(scores.map((score) => score[name]).filter((value) => !Number.isNaN(value)));
  return { pi1: meanOf('pi1'), pi2: meanOf('pi2'), pi3: meanOf('pi3') };
}

/** Readings within an interval, out of those that had one. */
export type Coverage = { readonly within: number; readonly of: number };

export function coverageOf(
  measured: Float64Array,
  interval: { readonly low: Float64Array; readonly high: Float64Array },
): Coverage {
  let within = 0;
  let of = 0;
  for (const [hour, value] of measured.entries()) {
    const low = interval.low[hour] ?? Number.NaN;
    const high = interval.high[hour] ?? Number.NaN;
    if (Number.isNaN(value + low + high)) continue;
    of += 1;
    if (value >= low && value <= high) within += 1;
  }
  return { within, of };
}

/** Share within, over several; null when there was nothing to count. */
export function coverageRatio(parts: readonly Coverage[]): number | null {
  const of = parts.reduce((sum, part) => sum + part.of, 0);
  return of === 0 ? null : parts.reduce((sum, part) => sum + part.within, 0) / of;
}

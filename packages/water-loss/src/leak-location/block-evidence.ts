import { at, meanOf } from '../demand-forecast/numbers.ts';
import { factorCovariance } from './factor-covariance.ts';
import { fallsBelow, meanRow, usualDay, type HourlyPressures } from './hourly-pressures.ts';
import type { BurstDays } from './quiet-days.ts';
import type { BlockEvidence } from './rank-candidates.ts';
import { dot, whitenerOf } from './whitening.ts';

// On 60 simulated days without a leak, into which made-up leaks were put, 6 did as well as any.
const commonFactors = 6;
// What no reference shows: a hundredth of a metre's rounding, within the hour.
const leastDeviationM = 0.002;

/**
 * The mean falls of one block of the day since the burst began, below the usual day before it, and
 * their covariance from the quiet days. Null without a row in either.
 */
export function blockEvidence(
  pressures: HourlyPressures,
  { reference, noise, burst }: BurstDays,
  hours: { readonly from: number; readonly to: number },
): BlockEvidence | null {
  const { width } = pressures;
  const falls = fallsBelow(pressures, usualDay(pressures, reference), burst, hours);
  const perDay = hours.to - hours.from;
  const quiet = noise.flatMap((days) =>
    fallsBelow(pressures, usualDay(pressures, days), days, hours),
  );
  if (falls.length === 0 || quiet.length === 0) return null;
  const hourly = factorCovariance(
    covarianceOf(quiet, width),
    width,
    commonFactors,
    leastDeviationM ** 2,
  );
  const scale =
    varianceOfDay(quiet, perDay, hourly, width) *
    (1 / (burst.toDay - burst.fromDay) + 1 / (reference.toDay - reference.fromDay));
  return { fallsM: meanRow(falls, width), covarianceM2: hourly.map((value) => value * scale) };
}

// Where one of a pair is missing the row says nothing of the pair.
function covarianceOf(rows: readonly Float64Array[], width: number): Float64Array {
  const covariance = new Float64Array(width * width);
  for (let i = 0; i < width; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      let count = 0;
      for (const row of rows) {
        const product = at(row, i) * at(row, j);
        if (Number.isNaN(product)) continue;
        sum += product;
        count += 1;
      }
      const value = count === 0 ? 0 : sum / count;
      covariance[i * width + j] = value;
      covariance[j * width + i] = value;
    }
  }
  return covariance;
}

/** Variance of a day's mean of these hours, for each unit of an hour's: 1 when hours err alike. */
function varianceOfDay(
  rows: readonly Float64Array[],
  perDay: number,
  covariance: Float64Array,
  width: number,
): number {
  const whiten = whitenerOf(covariance, width);
  const squares: number[] = [];
  for (let from = 0; from < rows.length; from += perDay) {
    const mean = meanRow(rows.slice(from, from + perDay), width);
    const known = mean.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
    if (known === 0) continue;
    // An unknown value is taken as usual.
    const white = whiten(mean.map((value) => (Number.isNaN(value) ? 0 : value)));
    squares.push(dot(white, white) / known);
  }
  return squares.length === 0 ? 1 : Math.max(meanOf(squares), 1e-3);
}

import { partsOfDay } from './day-parts.ts';
import { solvePositive } from './linear-equations.ts';
import { median, robustScale } from './robust-statistics.ts';

export type DayParts = { readonly day: number; readonly parts: readonly number[] };

/** The whole day alike: what holds while too few days are known for better weights. */
export const evenWeights: readonly number[] = Array.from(
  { length: partsOfDay },
  () => 1 / partsOfDay,
);

// Share of the covariance between parts that is put down to chance.
const shrinkage = 0.5;
const clippedAt = 3;
const leastDays = 28;

/**
 * Weights of the parts of a day that add to 1, so that a leak, which flows at all hours, counts in
 * full, and whose sum varied least over `days`: S⁻¹1 / 1ᵀS⁻¹1 (the least-variance estimate of
 * Gauss and Markov), with S about the weekdays' medians, clipped, and drawn to its diagonal. What
 * swings together, such as demand with the weather, cancels. A leak among the days does no harm:
 * alike in all parts, it adds the same to every choice of weights. Null with fewer than 4 weeks.
 */
export function steadyWeights(days: readonly DayParts[]): readonly number[] | null {
  if (days.length < leastDays) return null;
  const deviations = Array.from({ length: partsOfDay }, (_, part) => deviationsOf(days, part));
  const covariance = deviations.map((a, row) =>
    deviations.map((b, column) => {
      let sum = 0;
      for (let i = 0; i < days.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
      return row === column ? sum : (1 - shrinkage) * sum;
    }),
  );
  const [solution] = solvePositive(covariance, [evenWeights]) ?? [];
  if (solution === undefined) return null;
  const total = solution.reduce((sum, weight) => sum + weight, 0);
  return Array.from(solution, (weight) => weight / total);
}

export function steadyFlow(parts: readonly number[], weights: readonly number[]): number {
  return parts.reduce((sum, flow, part) => sum + flow * (weights[part] ?? 0), 0);
}

function deviationsOf(days: readonly DayParts[], part: number): Float64Array {
  const usual = weekdayMedians(days.map(({ day, parts }) => ({ day, value: parts[part] ?? 0 })));
  const deviations = days.map(({ day, parts }) => (parts[part] ?? 0) - (usual[day % 7] ?? 0));
  const most = clippedAt * (robustScale(deviations) ?? 0);
  return Float64Array.from(deviations, (value) => Math.min(most, Math.max(-most, value)));
}

/** The median of each weekday, by day number modulo 7; null for one without a value. */
export function weekdayMedians(
  values: readonly { readonly day: number; readonly value: number }[],
): readonly (number | null)[] {
  const byWeekday: number[][] = Array.from({ length: 7 }, () => []);
  for (const { day, value } of values) byWeekday[day % 7]?.push(value);
  return byWeekday.map(median);
}

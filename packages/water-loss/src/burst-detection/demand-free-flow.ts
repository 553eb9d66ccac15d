import type { DaySummary } from './summarise-day.ts';

/**
 * Weights of the 24 hours that give the part of a day's flow which does not follow `profile`:
 * the intercept of the regression of the day on the profile. They sum to 1 and are blind to any
 * multiple of the profile, so demand that grows in its usual pattern cancels and a leak, which
 * flows at all hours, stays. Null for a flat or incomplete profile.
 */
export function demandFreeWeights(profile: readonly (number | null)[]): number[] | null {
  if (profile.length !== 24 || profile.includes(null)) return null;
  const flows = profile.map(Number);
  const mean = flows.reduce((sum, flow) => sum + flow, 0) / 24;
  const spread = flows.reduce((sum, flow) => sum + (flow - mean) ** 2, 0);
  if (spread <= 1e-4 * 24 * mean * mean) return null;
  return flows.map((flow) => 1 / 24 - (mean * (flow - mean)) / spread);
}

/** Mean hourly profile of several days; an hour is null when no day has it. */
export function meanProfile(days: readonly Pick<DaySummary, 'hours'>[]): (number | null)[] {
  return Array.from({ length: 24 }, (_, hour) => {
    let sum = 0;
    let count = 0;
    for (const { hours } of days) {
      const flow = hours[hour] ?? null;
      if (flow === null) continue;
      sum += flow;
      count += 1;
    }
    return count === 0 ? null : sum / count;
  });
}

/** The weighted sum of a day's hours, m³/h. Null when an hour is missing. */
export function demandFreeFlow(
  hours: readonly (number | null)[],
  weights: readonly number[],
): number | null {
  let sum = 0;
  for (let hour = 0; hour < 24; hour += 1) {
    const flow = hours[hour] ?? null;
    if (flow === null) return null;
    sum += flow * (weights[hour] ?? 0);
  }
  return sum;
}

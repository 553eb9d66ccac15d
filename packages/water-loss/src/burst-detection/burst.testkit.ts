import type { BurstEvent, LeakEvent } from './burst-event.ts';

/** Shares of the mean flow by hour: a town that sleeps. */
const profile = [
  0.5, 0.45, 0.4, 0.38, 0.4, 0.5, 0.8, 1.2, 1.3, 1.25, 1.2, 1.2, 1.2, 1.2, 1.15, 1.1, 1.15, 1.25,
  1.35, 1.4, 1.3, 1.1, 0.85, 0.65,
];
const meanShare = profile.reduce((sum, share) => sum + share, 0) / 24;
const weekdays = [1, 1.01, 1.01, 1.02, 1, 0.96, 0.98];

export type MadeLeak = {
  /** Days since the start, with fractions. */
  readonly from: number;
  readonly to: number;
  readonly sizeM3PerHour: number;
};

/** Standard deviation of a day's mean that `makeInflow` gives, m³/h. */
export const daySigma = 150 * 0.008;

/**
 * Hours of net inflow about 150 m³/h: daily and weekly pattern, 10 % of season over the year, 0.8 %
 * of noise from day to day and 4 m³/h from hour to hour, and leaks.
 */
export function makeInflow(seed: number, days: number, leaks: readonly MadeLeak[] = []) {
  const gaussian = gaussianOf(seed);
  const flows = new Float64Array(days * 24);
  for (let day = 0; day < days; day += 1) {
    const season = 1 + 0.1 * Math.sin((2 * Math.PI * day) / 365 + seed);
    const level = 150 * season * (weekdays[day % 7] ?? 1) * (1 + 0.008 * gaussian());
    for (let hour = 0; hour < 24; hour += 1) {
      const at = day + hour / 24;
      const leakage = leaks
        .filter(({ from, to }) => at >= from && at < to)
        .reduce((sum, { sizeM3PerHour }) => sum + sizeM3PerHour, 0);
      const demand = (level * (profile[hour] ?? 1)) / meanShare;
      flows[day * 24 + hour] = demand + 4 * gaussian() + leakage;
    }
  }
  return flows;
}

// A small generator of its own: the same seed gives the same town everywhere.
function gaussianOf(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

export function leaksOf(events: readonly BurstEvent[]): readonly LeakEvent[] {
  return events.filter((event) => event.kind === 'leak');
}

/** Days since 1970, with fractions. */
export function dayOf(instant: number | null): number {
  return (instant ?? Number.NaN) / 86_400_000;
}

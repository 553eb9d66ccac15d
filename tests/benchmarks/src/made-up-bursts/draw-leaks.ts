import type { TrueLeak } from '../bursts/town.ts';
import type { Lot } from './lot.ts';

const dayMs = 86_400_000;
const firstDay = 21;
const daysBetween = 24;

export type DrawnLeak = TrueLeak & {
  readonly peakM3PerHour: number;
  /** 0 for an abrupt one. */
  readonly growthDays: number;
};

/**
 * Leaks one after another and over one another, in the spread of BattLeDIM's year 2018 (14 leaks,
 * 9 of them growing over 3 to 97 days, their largest six times the smallest): the first not before
 * day 21, repaired after 10 to 120 days, a quarter never. No leak of a scored period was looked at.
 */
export function drawLeaks(
  lot: Lot,
  period: { readonly startAt: number; readonly days: number },
  peakM3PerHour: { readonly from: number; readonly to: number },
  pipes: readonly string[],
): readonly DrawnLeak[] {
  const leaks: DrawnLeak[] = [];
  let day = firstDay + lot.between(0, daysBetween);
  while (day < period.days - 2) {
    const growthDays = lot.between(0, 1) < 0.6 ? lot.logBetween(3, 100) : 0;
    const openDays = lot.between(0, 1) < 0.25 ? Number.POSITIVE_INFINITY : lot.between(10, 120);
    const startAt = period.startAt + day * dayMs;
    leaks.push({
      pipe: pipes[lot.index(pipes.length)] ?? '',
      startAt,
      endAt: startAt + openDays * dayMs,
      type: growthDays === 0 ? 'abrupt' : 'incipient',
      peakM3PerHour: lot.logBetween(peakM3PerHour.from, peakM3PerHour.to),
      growthDays,
    });
    day += -daysBetween * Math.log(1 - lot.between(0, 1));
  }
  return leaks;
}

/** A hole whose width grows evenly: the flow grows with its square, then stays. */
export function leakFlow(leak: DrawnLeak, at: number): number {
  if (at < leak.startAt || at >= leak.endAt) return 0;
  const age = (at - leak.startAt) / dayMs;
  return age >= leak.growthDays
    ? leak.peakM3PerHour
    : leak.peakM3PerHour * (age / leak.growthDays) ** 2;
}

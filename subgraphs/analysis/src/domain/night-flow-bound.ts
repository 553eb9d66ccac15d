import { daysOf, type Period } from './period.ts';

/** A quarter-hour grid of so many days of DMAs takes some 80 MB. */
const mostDmaDays = 100_000;

/** Where the quarter-hours of all nights would not fit into memory, in one sentence; else null. */
export function problemWithNights(dmaCount: number, period: Period): string | null {
  const longestDays = Math.floor(mostDmaDays / Math.max(1, dmaCount));
  return daysOf(period) > longestDays
    ? `Night flow of ${dmaCount} DMAs is read for at most ${longestDays} days at once: ask for a shorter period, or for fewer DMAs.`
    : null;
}

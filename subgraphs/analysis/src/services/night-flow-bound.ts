import { badUserInput } from '@waris/service-kit';
import type { Dma } from '../domain/dma.ts';
import { daysOf, type Period } from '../domain/period.ts';

/** A quarter-hour grid of so many days of DMAs takes some 80 MB. */
const mostDmaDays = 100_000;

/** Throws BAD_USER_INPUT where the quarter-hours of all nights would not fit into memory. */
export function requireBounded(dmas: readonly Dma[], period: Period): void {
  const longestDays = Math.floor(mostDmaDays / Math.max(1, dmas.length));
  if (daysOf(period) > longestDays) {
    throw badUserInput(
      `Night flow of ${dmas.length} DMAs is read for at most ${longestDays} days at once: ask for a shorter period.`,
    );
  }
}

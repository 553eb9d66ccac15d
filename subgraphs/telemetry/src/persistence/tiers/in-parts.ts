import { PublicError } from '@waris/service-kit';
import type { MeterDay } from './meter-days.ts';

/** A day that could not be moved. */
export type Failure = { readonly day: MeterDay; readonly reason: string };

export type PartsMoved = { readonly readings: number; readonly failures: readonly Failure[] };

/** So many days that fail alone are not at fault themselves: the disk may be full. */
const mostFailures = 3;

/**
 * Moves days together, or where that fails halves of them, down to the days that fail alone: one
 * that cannot be moved keeps no other. Throws when it is not about the days.
 */
export async function moveInParts(
  days: readonly MeterDay[],
  move: (days: readonly MeterDay[]) => Promise<number>,
): Promise<PartsMoved> {
  const failures: Failure[] = [];
  let readings = 0;
  const waiting: (readonly MeterDay[])[] = [days];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const [day] = part;
    if (day === undefined) continue;
    try {
      readings += await move(part);
    } catch (error) {
      if (error instanceof PublicError || failures.length === mostFailures) throw error;
      const middle = Math.ceil(part.length / 2);
      if (part.length > 1) waiting.push(part.slice(middle), part.slice(0, middle));
      else failures.push({ day, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { readings, failures };
}

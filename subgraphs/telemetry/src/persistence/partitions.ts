import { query, type Pool } from '@waris/database';
import type { ReadingQuantity } from '../domain/quantity.ts';
import { instantArray } from './packed-columns.ts';
import { tableOf } from './reading-tables.ts';

type Instants = { readonly quantity: ReadingQuantity; readonly at: Float64Array };

const dayMs = 86_400_000;

/**
 * Makes the partitions of the days that occur, not of those between. In a statement of its own
 * before the insert: making a partition locks the whole table until it commits.
 */
export async function ensurePartitions(pool: Pool, batches: readonly Instants[]): Promise<void> {
  for (const { quantity, at } of batches) {
    const runs = runsOfDays(at);
    await query(
      pool,
      `select readings.ensure_partitions($1, first_day, last_day)
       from unnest($2::timestamptz[], $3::timestamptz[]) as r (first_day, last_day)`,
      [
        tableOf[quantity].table,
        instantArray(runs.map(([first]) => first)),
        instantArray(runs.map(([, last]) => last)),
      ],
    );
  }
}

/** First and last day (ms since 1970, UTC) of each run of days that follow one another. */
function runsOfDays(at: Float64Array): readonly (readonly [number, number])[] {
  const days = new Set<number>();
  let start = Number.NaN;
  for (const instant of at) {
    // Most readings lie on the day of the one before.
    if (instant >= start && instant < start + dayMs) continue;
    start = Math.floor(instant / dayMs) * dayMs;
    days.add(start);
  }
  const runs: [number, number][] = [];
  for (const day of Array.from(days).toSorted((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run?.[1] === day - dayMs) run[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}

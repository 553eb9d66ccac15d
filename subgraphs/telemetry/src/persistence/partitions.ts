import { query, type Pool } from '@waris/database';
import type { ReadingQuantity } from '../domain/quantity.ts';
import { instantArray } from './packed-columns.ts';
import { tableOf } from './reading-tables.ts';

type Instants = { readonly quantity: ReadingQuantity; readonly at: Float64Array };

/**
 * Makes the monthly partitions of the months that occur, not of those between. In a statement
 * of its own before the insert: making a partition locks the whole table until it commits.
 */
export async function ensurePartitions(pool: Pool, batches: readonly Instants[]): Promise<void> {
  for (const { quantity, at } of batches) {
    await query(
      pool,
      `select readings.ensure_partitions($1, month, month) from unnest($2::timestamptz[]) as month`,
      [tableOf[quantity].table, instantArray(monthsOf(at))],
    );
  }
}

function monthsOf(at: Float64Array): ReadonlySet<number> {
  const months = new Set<number>();
  let [from, to] = [0, -1];
  for (const instant of at) {
    // Most readings lie in the month of the one before.
    if (instant >= from && instant < to) continue;
    const date = new Date(instant);
    from = Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
    to = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
    months.add(from);
  }
  return months;
}

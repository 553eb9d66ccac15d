import { inTransaction, type Pool, type PoolClient } from '@waris/database';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import { quantityCode } from '../../domain/tiers/day-readings.ts';
import { packDay } from '../../domain/tiers/packed-day.ts';
import { factorsOf } from '../../domain/tiers/unit-factors.ts';
import { columnsOf, keyOf, type MeterDay, type Sql } from './meter-days.ts';
import { readDays } from './read-days.ts';
import { deletePacked, deleteRows, insertRows } from './write-rows.ts';
import { insertPacked } from './write-packed.ts';

/** Below, a row for the day takes as much as rows for its readings. */
const leastReadings = 4;

/** Packs days, those that can be; returns how many readings. All or none of them. */
export async function packDays(
  pool: Pool,
  quantity: ReadingQuantity,
  days: readonly MeterDay[],
): Promise<number> {
  return inTransaction(pool, async (client) => {
    const held = await holdForMove(client, quantity, days);
    // A day that is packed already and got rows by other ways than ours: it is packed anew.
    const again = await readDays(client, quantity, held, 'packed');
    await insertRows(client, quantity, again);
    await deletePacked(client, quantity, again);
    const read = await readDays(client, quantity, held, 'rows');
    const packed = read
      .filter(({ at }) => at.length >= leastReadings)
      .flatMap((day) => packDay(quantity, day, factorsOf[quantity]) ?? []);
    await insertPacked(client, quantity, packed);
    const deleted = await deleteRows(client, quantity, packed);
    const count = packed.reduce((sum, day) => sum + day.readingCount, 0);
    // Whoever writes by SQL alone takes no lock: then nothing of this batch is moved.
    if (deleted !== count) throw new Error('Readings were written while their days were packed.');
    await raiseBound(client, quantity, packed);
    return count;
  });
}

/** Of these days those that nobody is writing to, held until the transaction ends. */
export async function holdForMove(
  client: PoolClient,
  quantity: ReadingQuantity,
  days: readonly MeterDay[],
): Promise<readonly MeterDay[]> {
  const { rows: locks } = await client.query<{ week: number; held: boolean }>(
    `select week, pg_try_advisory_xact_lock(774100 + $1::integer, week) as held
     from unnest($2::integer[]) as week order by 1`,
    [quantityCode[quantity], [...new Set(days.map(({ day }) => Math.floor(day / 7)))]],
  );
  const held = new Set(locks.flatMap((lock) => (lock.held ? [lock.week] : [])));
  const free = days.filter(({ day }) => held.has(Math.floor(day / 7)));
  // A statement of its own, after the locks: it sees the marks of all that was written before.
  const { rows: marks } = await client.query<MeterDay>(
    `select w.meter_id as "meterId", w.day from unnest($1::uuid[], $2::integer[]) as w (meter_id, day)
     join readings.touched_days t
       on t.meter_id = w.meter_id and t.day = date '1970-01-01' + w.day and t.quantity = $3`,
    [...columnsOf(free), quantity],
  );
  const touched = new Set(marks.map(keyOf));
  return free.filter((day) => !touched.has(keyOf(day)));
}

/** Tells writers up to which day they have to look; see `readings.hold_days`. */
export async function raiseBound(
  client: Sql,
  quantity: ReadingQuantity,
  days: readonly MeterDay[],
): Promise<void> {
  if (days.length === 0) return;
  await client.query(
    `insert into readings.tier_bounds (quantity, moved_until) values ($1, date '1970-01-01' + $2::integer)
     on conflict (quantity) do update
     set moved_until = greatest(tier_bounds.moved_until, excluded.moved_until)`,
    [quantityCode[quantity], days.reduce((latest, { day }) => Math.max(latest, day), 0)],
  );
}

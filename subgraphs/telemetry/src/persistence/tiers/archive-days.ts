import { inTransaction, type Pool, type PoolClient } from '@waris/database';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import {
  dayMicros,
  quantityCode,
  sameReadings,
  type DayReadings,
} from '../../domain/tiers/day-readings.ts';
import type { ArchiveStore, StoredFile } from './archive-store.ts';
import { keyOf, monthOf, placeInMonth, type MeterDay } from './meter-days.ts';
import { holdForMove, raiseBound } from './move-days.ts';
import { writeParquet } from './parquet.ts';
import { readParquet } from './parquet-days.ts';
import { readDays } from './read-days.ts';
import { deletePacked, deleteRows } from './write-rows.ts';

export type ArchiveContext = {
  readonly pool: Pool;
  readonly archive: ArchiveStore;
  readonly now: Date;
  readonly newId: () => string;
};

/**
 * Moves days of one month to a new file of the archive; returns how many readings. The file is
 * whole, on disk and read back before the database learns of it and lets go of the readings, in
 * one transaction; a crash before leaves a file that is in no list, which nobody reads.
 */
export async function archiveDays(
  context: ArchiveContext,
  quantity: ReadingQuantity,
  days: readonly MeterDay[],
): Promise<number> {
  const read = await readDays(context.pool, quantity, days, 'database');
  const written = read.toSorted((a, b) => compare(a.meterId, b.meterId) || a.day - b.day);
  const [first] = written;
  if (first === undefined) return 0;
  const name = fileName(quantity, first.day, context.newId());
  const stored = await context.archive.put(name, (path) => writeParquet(path, quantity, written));
  await verify(context.archive, name, quantity, written);
  const moved = await inTransaction(context.pool, async (client) => {
    const kept = await unchanged(client, quantity, written);
    if (kept.length === 0) return 0;
    await listFile(client, context, { quantity, name, stored, days: kept });
    await deletePacked(client, quantity, kept);
    await deleteRows(client, quantity, kept);
    await raiseBound(client, quantity, kept);
    await dropQuarters(client, quantity, kept);
    return kept.reduce((sum, day) => sum + day.at.length, 0);
  });
  if (moved === 0) await context.archive.remove(name);
  return moved;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export function fileName(quantity: ReadingQuantity, day: number, id: string): string {
  const month = monthOf(day).slice(0, 7);
  const kind = quantity.toLowerCase();
  return `${kind}/${month}/${kind}-${month}-${id.slice(-12)}.parquet`;
}

/** Every reading of the file must be what was read from the database, to the bit. */
async function verify(
  archive: ArchiveStore,
  name: string,
  quantity: ReadingQuantity,
  written: readonly DayReadings[],
): Promise<void> {
  const span = { firstDay: 0, lastDay: 100_000, meterIds: null };
  const found = await readParquet([await archive.pathOf(name)], quantity, span);
  const same =
    found.length === written.length &&
    found.every((day, index) => {
      const other = written[index];
      return other !== undefined && sameReadings(day, other);
    });
  if (same) return;
  await archive.remove(name);
  throw new Error(`${name} of the archive does not hold what was written to it.`);
}

/** Of the days that were written to the file those that are still the same. */
async function unchanged(
  client: PoolClient,
  quantity: ReadingQuantity,
  written: readonly DayReadings[],
): Promise<readonly DayReadings[]> {
  const held = await holdForMove(client, quantity, written);
  const now = new Map(
    (await readDays(client, quantity, held, 'database')).map((day) => [keyOf(day), day]),
  );
  return written.filter((day) => {
    const other = now.get(keyOf(day));
    return other !== undefined && sameReadings(day, other);
  });
}

type Listed = {
  readonly quantity: ReadingQuantity;
  readonly name: string;
  readonly stored: StoredFile;
  readonly days: readonly DayReadings[];
};

async function listFile(
  client: PoolClient,
  { now }: ArchiveContext,
  { quantity, name, stored, days }: Listed,
): Promise<void> {
  const month = monthOf(days[0]?.day ?? 0);
  const { rows } = await client.query<{ id: number }>(
    `insert into readings.archive_files (quantity, month, name, reading_count, byte_count, sha256,
       first_at, last_at, last_received_at, written_at)
     values ($1, $2, $3, $4, $5, $6, to_timestamp($7), to_timestamp($8), to_timestamp($9), $10) returning id`,
    [
      quantityCode[quantity],
      month,
      name,
      days.reduce((sum, day) => sum + day.at.length, 0),
      stored.byteCount,
      stored.sha256,
      ...extremes(days).map((micros) => micros / 1e6),
      now,
    ],
  );
  const masks = Map.groupBy(days, (day) => day.meterId);
  await client.query(
    `insert into readings.archived_days (meter_id, month, file_id, days, quantity)
     select m, $1, $2, days, $3 from unnest($4::uuid[], $5::integer[]) as w (m, days)`,
    [
      month,
      rows[0]?.id,
      quantityCode[quantity],
      [...masks.keys()],
      Array.from(masks.values(), (ofMeter) =>
        ofMeter.reduce((mask, { day }) => mask | (1 << placeInMonth(day)), 0),
      ),
    ],
  );
}

function extremes(days: readonly DayReadings[]): readonly [number, number, number] {
  let [first, last, received] = [Number.POSITIVE_INFINITY, 0, 0];
  for (const { day, lastReceivedAt } of days) {
    first = Math.min(first, day * dayMicros);
    last = Math.max(last, (day + 1) * dayMicros);
    received = Math.max(received, lastReceivedAt);
  }
  return [first, last, received];
}

/** A customer's quarter-hours go with its readings; hours and days stay. */
async function dropQuarters(
  client: PoolClient,
  quantity: ReadingQuantity,
  days: readonly MeterDay[],
): Promise<void> {
  await client.query(
    `update readings.meter_rollups r
     set quarter_sums = null, quarter_counts = null, quarter_least = null, quarter_greatest = null,
       sound_quarter_sums = null, sound_quarter_counts = null
     from unnest($1::uuid[], $2::integer[]) as w (meter_id, day)
     join dma.published_meters m on m.id = w.meter_id and m.kind = 'customer'
     where r.meter_id = w.meter_id and r.day = date '1970-01-01' + w.day and r.quantity = $3
       and r.quarter_sums is not null`,
    [days.map(({ meterId }) => meterId), days.map(({ day }) => day), quantity],
  );
}

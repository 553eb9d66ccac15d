import type { ReadingQuantity } from '../../domain/quantity.ts';
import { quantityCode, type DayReadings } from '../../domain/tiers/day-readings.ts';
import { tableOf } from '../reading-tables.ts';
import { pathIn, reasonOf, UnreadableFileError } from './archive-errors.ts';
import type { ArchiveStore } from './archive-store.ts';
import { columnsOf, keyOf, type MeterDay, type Sql } from './meter-days.ts';
import { readParquet } from './parquet-days.ts';
import { readDays } from './read-days.ts';
import { deletePacked, insertRows } from './write-rows.ts';

const daysAtOnce = 500;

/** Days that stay in a file which cannot be read. */
export type LostDays = {
  readonly error: UnreadableFileError;
  readonly days: readonly MeterDay[];
};

/**
 * Brings days back to rows in the caller's transaction; those that are rows already stay. Returns
 * those that cannot be brought back; throws an ArchiveAwayError where none can.
 */
export async function restoreDays(
  client: Sql,
  archive: ArchiveStore,
  quantity: ReadingQuantity,
  days: readonly MeterDay[],
): Promise<readonly LostDays[]> {
  if (days.length === 0) return [];
  const packed = await findPacked(client, quantity, days);
  if (packed.length > 0) await ensureDays(client, quantity, packed);
  for (let from = 0; from < packed.length; from += daysAtOnce) {
    const some = packed.slice(from, from + daysAtOnce);
    await insertRows(client, quantity, await readDays(client, quantity, some, 'packed'));
    await deletePacked(client, quantity, some);
  }
  return restoreReadable(client, archive, quantity, days);
}

/** The same for days in files alone, all or an error: SQL sees packed days as it sees rows. */
export async function restoreArchived(
  client: Sql,
  archive: ArchiveStore,
  quantity: ReadingQuantity,
  days: readonly MeterDay[],
): Promise<void> {
  const [lost] = await restoreReadable(client, archive, quantity, days);
  if (lost !== undefined) throw lost.error;
}

async function restoreReadable(
  client: Sql,
  archive: ArchiveStore,
  quantity: ReadingQuantity,
  days: readonly MeterDay[],
): Promise<readonly LostDays[]> {
  const archived = days.length === 0 ? [] : await findArchived(client, quantity, days);
  if (archived.length === 0) return [];
  await ensureDays(client, quantity, archived);
  const lost: LostDays[] = [];
  for (const [name, ofFile] of Map.groupBy(archived, (day) => day.name)) {
    for (let from = 0; from < ofFile.length; from += daysAtOnce) {
      const some = ofFile.slice(from, from + daysAtOnce);
      try {
        await restoreFromFile(client, archive, quantity, name, some);
      } catch (error) {
        // The file is read before anything is written: the transaction goes on.
        if (!(error instanceof UnreadableFileError)) throw error;
        lost.push({ error, days: some });
      }
    }
  }
  return lost;
}

type ArchivedDay = MeterDay & { readonly name: string; readonly fileId: number };

async function findPacked(client: Sql, quantity: ReadingQuantity, days: readonly MeterDay[]) {
  const { rows } = await client.query<MeterDay>(
    `select distinct w.meter_id as "meterId", w.day
     from unnest($1::uuid[], $2::integer[]) as w (meter_id, day)
     join readings.packed_series s on s.meter_id = w.meter_id and s.quantity = $3
     join readings.packed_days p on p.series_id = s.id and p.day = date '1970-01-01' + w.day
     order by 1, 2`,
    [...columnsOf(days), quantityCode[quantity]],
  );
  return rows;
}

async function findArchived(client: Sql, quantity: ReadingQuantity, days: readonly MeterDay[]) {
  const { rows } = await client.query<ArchivedDay>(
    `select distinct w.meter_id as "meterId", w.day, f.name, f.id as "fileId"
     from unnest($1::uuid[], $2::integer[]) as w (meter_id, day)
     cross join lateral (select date '1970-01-01' + w.day as date) d
     join readings.archived_days a on a.meter_id = w.meter_id and a.quantity = $3
       and a.month = date_trunc('month', d.date::timestamp)::date
       and (a.days >> (extract(day from d.date)::integer - 1)) & 1 = 1
     join readings.archive_files f on f.id = a.file_id
     order by 1, 2`,
    [...columnsOf(days), quantityCode[quantity]],
  );
  return rows;
}

/** Partitions that were emptied may be gone. */
async function ensureDays(client: Sql, quantity: ReadingQuantity, days: readonly MeterDay[]) {
  await client.query(
    `select readings.ensure_partitions($1, at, at)
     from (select distinct day from unnest($2::integer[]) as day) d,
       lateral (select (date '1970-01-01' + d.day)::timestamp at time zone 'UTC') as m (at)`,
    [tableOf[quantity].table, days.map(({ day }) => day)],
  );
}

async function restoreFromFile(
  client: Sql,
  archive: ArchiveStore,
  quantity: ReadingQuantity,
  name: string,
  days: readonly ArchivedDay[],
): Promise<void> {
  await insertRows(client, quantity, await readFile(archive, quantity, name, days));
  await client.query(
    `update readings.archived_days a set days = a.days & ~w.bits
     from (
       select meter_id, date_trunc('month', (date '1970-01-01' + day)::timestamp)::date as month,
         bit_or(1 << (extract(day from date '1970-01-01' + day)::integer - 1)) as bits
       from unnest($1::uuid[], $2::integer[]) as w (meter_id, day) group by 1, 2
     ) w
     where a.file_id = $3 and a.meter_id = w.meter_id and a.month = w.month`,
    [...columnsOf(days), days[0]?.fileId],
  );
}

/** Exactly these days of a file. */
async function readFile(
  archive: ArchiveStore,
  quantity: ReadingQuantity,
  name: string,
  days: readonly ArchivedDay[],
): Promise<readonly DayReadings[]> {
  const path = await pathIn(archive, name);
  const asked = new Set(days.map(keyOf));
  const numbers = days.map(({ day }) => day);
  const found = await readParquet([path], quantity, {
    meterIds: [...new Set(days.map(({ meterId }) => meterId))],
    firstDay: Math.min(...numbers),
    lastDay: Math.max(...numbers),
  }).catch((error: unknown) => {
    throw new UnreadableFileError(name, reasonOf(error), { cause: error });
  });
  const restored = found.filter((day) => asked.has(keyOf(day)));
  if (restored.length !== asked.size) {
    throw new UnreadableFileError(name, 'it lacks days that it is listed with');
  }
  return restored;
}

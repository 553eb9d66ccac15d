import { inTransaction, query, type Pool } from '@waris/database';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import { dayMicros, quantityCode } from '../../domain/tiers/day-readings.ts';
import { fileName, type ArchiveContext } from './archive-days.ts';
import type { StoredFile } from './archive-store.ts';
import { duckDb, quote } from './duckdb.ts';
import { parquetOptions } from './parquet.ts';

/** Small files of a month beyond which they are made one, that of a size that can be sorted. */
const mostFiles = 8;
const smallReadings = 1_000_000;
const mostReadings = 5_000_000;

type Part = { readonly id: number; readonly name: string };
type Month = { readonly firstDay: number; readonly parts: readonly Part[] };

/** Months (days since 1970 of their first) that have many small files. */
export async function crowdedMonths(
  pool: Pool,
  quantity: ReadingQuantity,
): Promise<readonly number[]> {
  return (await findMonths(pool, quantity, null)).map(({ firstDay }) => firstDay);
}

/** Makes one file of many small ones of a month; false when it has not many. */
export async function compactMonth(
  context: ArchiveContext,
  quantity: ReadingQuantity,
  firstDay: number,
): Promise<boolean> {
  const [month] = await findMonths(context.pool, quantity, firstDay);
  if (month === undefined) return false;
  const paths = await Promise.all(month.parts.map(({ name }) => context.archive.pathOf(name)));
  const name = fileName(quantity, month.firstDay, context.newId());
  const masks = await readMasks(context.pool, month.parts);
  const files = masks.map((mask) => month.parts.findIndex(({ id }) => id === mask.fileId));
  const columns = [files, masks.map(({ meterId }) => meterId), masks.map(({ days }) => days)];
  await duckDb().withTable(
    'file integer, meter varchar, days integer',
    [columns],
    async (table) => {
      const live = liveSql(paths, table, month.firstDay);
      const stored = await context.archive.put(name, async (path) => {
        await duckDb().rows(
          `copy (${live} order by meter_id, recorded_at) to ${quote(path)} ${parquetOptions}`,
        );
      });
      const path = await context.archive.pathOf(name);
      const count = await sameCount(live, `select * from read_parquet([${quote(path)}])`);
      if (count === null) {
        await context.archive.remove(name);
        throw new Error(`${name} of the archive does not hold what its parts hold.`);
      }
      await replaceParts(context, month, { name, stored, count });
    },
  );
  return true;
}

async function findMonths(
  pool: Pool,
  quantity: ReadingQuantity,
  firstDay: number | null,
): Promise<readonly Month[]> {
  const { rows } = await query<{ firstDay: number; ids: number[]; names: string[] }>(
    pool,
    // Files of the same meters together, so that a meter is found in few.
    `select month - date '1970-01-01' as "firstDay", array_agg(id order by id) as ids,
       array_agg(name order by id) as names
     from (
       select f.*, sum(f.reading_count) over (partition by f.month order by m.meter_id, f.id) as so_far
       from readings.archive_files f
       left join lateral (
         select meter_id from readings.archived_days where file_id = f.id order by meter_id limit 1
       ) m on true
       where f.quantity = $1 and f.state = 'kept' and f.reading_count < ${smallReadings}
         and ($2::integer is null or f.month = date '1970-01-01' + $2)
     ) small
     where so_far <= ${mostReadings}
     group by month having count(*) > ${mostFiles}
     order by month`,
    [quantityCode[quantity], firstDay],
  );
  return rows.map(({ firstDay: ofMonth, ids, names }) => ({
    firstDay: ofMonth,
    parts: ids.map((id, index) => ({ id, name: names[index] ?? '' })),
  }));
}

async function readMasks(pool: Pool, parts: readonly Part[]) {
  const { rows } = await query<{ fileId: number; meterId: string; days: number }>(
    pool,
    `select file_id as "fileId", meter_id as "meterId", days from readings.archived_days
     where file_id = any ($1::integer[]) and days <> 0`,
    [parts.map(({ id }) => id)],
  );
  return rows;
}

function liveSql(paths: readonly string[], masks: string, firstDay: number): string {
  return `
    select p.* from read_parquet([${paths.map(quote).join(', ')}]) p
    join ${masks} m on m.file = p.file_index and m.meter::uuid = p.meter_id
    where (m.days >> (floor(epoch_us(p.recorded_at) / ${dayMicros})::integer - ${firstDay})) & 1 = 1`;
}

/** How many rows both have; null when they are not the same rows. */
async function sameCount(some: string, others: string): Promise<number | null> {
  const digest = (sql: string) =>
    duckDb().rows(`select count(*)::double, bit_xor(hash(t))::varchar from (${sql}) t`);
  // One after the other: together they would take twice the memory.
  const [a] = await digest(some);
  const [b] = await digest(others);
  return a?.[0] === b?.[0] && a?.[1] === b?.[1] ? Number(a?.[0]) : null;
}

type Whole = { readonly name: string; readonly stored: StoredFile; readonly count: number };

/** Days that came back to rows since the parts were read are not listed with the new file. */
async function replaceParts(context: ArchiveContext, { parts }: Month, whole: Whole) {
  const ids = parts.map(({ id }) => id);
  await inTransaction(context.pool, async (client) => {
    await client.query(
      'select from readings.archived_days where file_id = any ($1::integer[]) for update',
      [ids],
    );
    const { rows } = await client.query<{ id: number }>(
      `insert into readings.archive_files (quantity, month, name, reading_count, byte_count, sha256,
         first_at, last_at, last_received_at, written_at)
       select quantity, month, $2, $3, $4, $5, min(first_at), max(last_at), max(last_received_at), $6
       from readings.archive_files where id = any ($1::integer[]) group by 1, 2 returning id`,
      [ids, whole.name, whole.count, whole.stored.byteCount, whole.stored.sha256, context.now],
    );
    await client.query(
      `insert into readings.archived_days (meter_id, month, file_id, days, quantity)
       select meter_id, month, $2, bit_or(days), quantity
       from readings.archived_days where file_id = any ($1::integer[]) group by 1, 2, 5`,
      [ids, rows[0]?.id],
    );
    await client.query('delete from readings.archived_days where file_id = any ($1::integer[])', [
      ids,
    ]);
    await client.query(
      `update readings.archive_files set state = 'dropping' where id = any ($1::integer[])`,
      [ids],
    );
  });
}

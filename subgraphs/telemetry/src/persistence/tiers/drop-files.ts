import { inTransaction, query, type Pool } from '@waris/database';
import { quantityCode } from '../../domain/tiers/day-readings.ts';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import type { ArchiveStore } from './archive-store.ts';

const orphanAgeMs = 60 * 60_000;

/**
 * Lets go of a file whose readings and receipts all lie before `before`, together with the
 * roll-ups of its days; returns how many readings. 0 when there is none.
 */
export async function dropOldFile(
  pool: Pool,
  quantity: ReadingQuantity,
  before: Date,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ id: number; readingCount: number }>(
      `select id, reading_count as "readingCount" from readings.archive_files
       where quantity = $1 and state = 'kept' and last_at <= $2 and last_received_at < $2
       order by last_at limit 1 for update`,
      [quantityCode[quantity], before],
    );
    const [file] = rows;
    if (file === undefined) return 0;
    await client.query(
      `delete from readings.meter_rollups r using readings.archived_days a
       where a.file_id = $1 and r.meter_id = a.meter_id and r.quantity = $2
         and r.day >= a.month and r.day < a.month + interval '1 month'
         and (a.days >> (r.day - a.month)) & 1 = 1`,
      [file.id, quantity],
    );
    await client.query('delete from readings.archived_days where file_id = $1', [file.id]);
    await client.query(`update readings.archive_files set state = 'dropping' where id = $1`, [
      file.id,
    ]);
    return file.readingCount;
  });
}

/**
 * Deletes the files that the database has let go of or has never learned of, and lets go of those
 * of which every day came back to rows. What was begun within the last hour may still be wanted.
 */
export async function cleanUpArchive(pool: Pool, archive: ArchiveStore, now: Date): Promise<void> {
  await query(
    pool,
    `update readings.archive_files f set state = 'dropping'
     where state = 'kept'
       and not exists (select from readings.archived_days a where a.file_id = f.id and a.days <> 0)`,
  );
  const { rows } = await query<{ id: number; name: string }>(
    pool,
    `select id, name from readings.archive_files where state = 'dropping' order by id limit 1000`,
  );
  for (const { id, name } of rows) {
    await archive.remove(name);
    await query(pool, 'delete from readings.archived_days where file_id = $1', [id]);
    await query(pool, 'delete from readings.archive_files where id = $1', [id]);
  }
  const { rows: listed } = await query<{ name: string }>(
    pool,
    'select name from readings.archive_files',
  );
  const known = new Set(listed.map(({ name }) => name));
  for (const { name, writtenAt } of await archive.list()) {
    const old = now.getTime() - writtenAt.getTime() > orphanAgeMs;
    if (old && ours.test(name) && !known.has(name)) await archive.remove(name);
  }
}

/** Nothing else in the folder is touched. */
const ours =
  /^(flow|pressure|register)\/\d{4}-\d{2}\/[a-z]+-\d{4}-\d{2}-[\da-f]{12}\.parquet(\.writing)?$/;

const derivedAtOnce = 20_000;

/** Drops flows that followed from registers which are gone; false when there are no more. */
export async function dropDerivedFlows(pool: Pool, before: Date): Promise<boolean> {
  const { rowCount } = await query(
    pool,
    `delete from readings.derived_flows where ctid = any (array(
       select ctid from readings.derived_flows where until_at < $1 limit ${derivedAtOnce}
     ))`,
    [before],
  );
  return rowCount === derivedAtOnce;
}

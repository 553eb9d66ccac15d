import { query, type Pool } from '@waris/database';
import type { ReadingQuantity } from '../domain/quantity.ts';
import { allQuantities, quantityCode } from '../domain/tiers/day-readings.ts';
import { tableOf } from './reading-tables.ts';
import type { ArchiveStore } from './tiers/archive-store.ts';
import { quantityOf } from './tiers/meter-days.ts';

/** Where readings lie, and what an operator has to see to. */
export type ReadingsReport = {
  readonly tiers: readonly TierReport[];
  /** Days that cannot be rolled up; null when there are none. */
  readonly setAside: SetAsideReport | null;
  readonly archive: {
    readonly fileCount: number;
    /** Files that the database lists and the archive has not, at most ten. */
    readonly missing: readonly string[];
    readonly missingCount: number;
    /** Files that are not as long as they were written, at most ten. */
    readonly damaged: readonly string[];
    readonly damagedCount: number;
    /** Why the archive does not say what it has. */
    readonly problem: string | null;
  };
};

export type TierReport = {
  readonly tier: 'ROWS' | 'PACKED' | 'ARCHIVE';
  readonly byteCount: number;
  /** The oldest day (or month) of each quantity that lies there. */
  readonly oldest: readonly { readonly quantity: ReadingQuantity; readonly day: string }[];
};

export type SetAsideReport = {
  readonly count: number;
  /** Of the one that waits for longest. */
  readonly since: Date;
  readonly quantity: ReadingQuantity;
  readonly day: string;
  readonly reason: string;
  /** When the last of them is tried again. */
  readonly retriedUntil: Date;
};

export async function inspectReadings(pool: Pool, archive: ArchiveStore): Promise<ReadingsReport> {
  const setAside = await query<SetAsideReport>(pool, setAsideSql);
  return {
    tiers: [await rowsTier(pool), await packedTier(pool), await archiveTier(pool)],
    setAside: setAside.rows[0] ?? null,
    archive: await compareFiles(pool, archive),
  };
}

const setAsideSql = `
  select count(*) over () as count, first_failed_at as since, quantity, day::text, failure as reason,
    max(retry_at) over () as "retriedUntil"
  from readings.set_aside_marks()
  order by first_failed_at limit 1`;

async function rowsTier(pool: Pool): Promise<TierReport> {
  const { rows } = await query<{ quantity: ReadingQuantity; day: string | null; bytes: number }>(
    pool,
    `select t.quantity, coalesce(sum(e.byte_count), 0)::float8 as bytes,
       (min(e.first_day) filter (where e.row_count > 0))::text as day
     from unnest($1::text[], $2::text[]) as t (quantity, name)
     left join lateral readings.estimate_rows(t.name, 'infinity') e on true
     group by 1 order by 1`,
    [allQuantities, allQuantities.map((quantity) => tableOf[quantity].table)],
  );
  return {
    tier: 'ROWS',
    byteCount: rows.reduce((sum, row) => sum + row.bytes, 0),
    oldest: rows.flatMap(({ quantity, day }) => (day === null ? [] : [{ quantity, day }])),
  };
}

async function packedTier(pool: Pool): Promise<TierReport> {
  const { rows } = await query<{ quantity: ReadingQuantity; day: string | null; bytes: number }>(
    pool,
    `select q.quantity, oldest.day::text, pg_total_relation_size('readings.packed_days')::float8 as bytes
     from unnest($1::text[], $2::smallint[]) as q (quantity, code)
     cross join lateral (
       select min(first.day) as day from readings.packed_series s
       cross join lateral (
         select p.day from readings.packed_days p where p.series_id = s.id order by p.day limit 1
       ) first
       where s.quantity = q.code
     ) oldest
     order by 1`,
    [allQuantities, allQuantities.map((quantity) => quantityCode[quantity])],
  );
  return {
    tier: 'PACKED',
    byteCount: rows[0]?.bytes ?? 0,
    oldest: rows.flatMap(({ quantity, day }) => (day === null ? [] : [{ quantity, day }])),
  };
}

async function archiveTier(pool: Pool): Promise<TierReport> {
  const { rows } = await query<{ code: number; day: string; bytes: number }>(
    pool,
    `select quantity as code, min(month)::text as day, sum(byte_count)::float8 as bytes
     from readings.archive_files where state = 'kept' group by 1 order by 1`,
  );
  return {
    tier: 'ARCHIVE',
    byteCount: rows.reduce((sum, row) => sum + row.bytes, 0),
    oldest: rows.map(({ code, day }) => ({ quantity: quantityOf(code), day })),
  };
}

const mostNamed = 10;

async function compareFiles(pool: Pool, archive: ArchiveStore) {
  const { rows } = await query<{ name: string; byteCount: number }>(
    pool,
    `select name, byte_count as "byteCount" from readings.archive_files where state = 'kept' order by name`,
  );
  const nothing = {
    fileCount: rows.length,
    missing: [],
    missingCount: 0,
    damaged: [],
    damagedCount: 0,
  };
  try {
    const bytesOf = new Map((await archive.list()).map((file) => [file.name, file.byteCount]));
    const missing = rows.filter(({ name }) => !bytesOf.has(name));
    const damaged = rows.filter(
      ({ name, byteCount }) => bytesOf.has(name) && bytesOf.get(name) !== byteCount,
    );
    return {
      fileCount: rows.length,
      missing: missing.slice(0, mostNamed).map(({ name }) => name),
      missingCount: missing.length,
      damaged: damaged.slice(0, mostNamed).map(({ name }) => name),
      damagedCount: damaged.length,
      problem: null,
    };
  } catch (error) {
    return { ...nothing, problem: error instanceof Error ? error.message : String(error) };
  }
}

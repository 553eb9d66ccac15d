import { query, type Pool } from '@waris/database';
import { allQuantities, quantityCode } from '../../domain/tiers/day-readings.ts';
import type { Lying } from '../../domain/tiers/plan-retention.ts';
import type { RetentionPolicy } from '../../domain/tiers/retention-policy.ts';
import { dateOf, quantityOf } from './meter-days.ts';

/** Of more series than this, a share is looked at. */
const mostSeries = 2_000;

/** Before anything was measured here: what was measured on published data. */
const usualBytes = 5;

/** Packed days that are due for the archive, and what a packed reading takes. */
export async function surveyPacked(
  pool: Pool,
  policy: RetentionPolicy,
  today: number,
): Promise<{ readonly lying: readonly Lying[]; readonly bytesPerReading: number }> {
  const { rows: series } = await query<{ count: number }>(
    pool,
    'select count(*) as count from readings.packed_series',
  );
  const share = Math.max(1, Math.ceil((series[0]?.count ?? 0) / mostSeries));
  const bytesPerReading = await bytesOfReading(pool);
  const { rows } = await query<{ quantity: number; day: number; readings: number }>(
    pool,
    `select s.quantity, p.day - date '1970-01-01' as day, sum(p.reading_count)::float8 as readings
     from unnest($1::smallint[], $2::date[]) as due (quantity, before_day)
     join readings.packed_series s on s.quantity = due.quantity and s.id % $3::integer = 0
     cross join lateral (
       select day, reading_count from readings.packed_days
       where series_id = s.id and day < due.before_day
     ) p
     group by 1, 2`,
    [
      allQuantities.map((quantity) => quantityCode[quantity]),
      allQuantities.map((quantity) => dateOf(today - policy[quantity].warmDays)),
      share,
    ],
  );
  const lying = rows.map(({ quantity, day, readings }) => ({
    quantity: quantityOf(quantity),
    tier: 'PACKED' as const,
    fromDay: day,
    endDay: day + 1,
    receivedDay: 0,
    readings: readings * share,
    bytes: readings * share * bytesPerReading,
    estimated: share > 1,
  }));
  return { lying, bytesPerReading };
}

// Of about a thousand pages: reading the whole table for it would take minutes.
const bytesSql = `
  select s.bytes / nullif(s.rows * t.readings, 0) as bytes
  from (
    select pg_total_relation_size(oid)::float8 as bytes, greatest(relpages, 1)::float8 as pages,
      case when reltuples > 0 then reltuples::float8 / greatest(relpages, 1) * pg_relation_size(oid) / 8192 end as rows
    from pg_class where oid = 'readings.packed_days'::regclass
  ) s,
  (select avg(reading_count)::float8 as readings from readings.packed_days tablesample system ($1)) t`;

async function bytesOfReading(pool: Pool): Promise<number> {
  const { rows: sizes } = await query<{ pages: number }>(
    pool,
    `select pg_relation_size('readings.packed_days') / 8192 as pages`,
  );
  const percent = Math.min(100, (100 * 1_000) / Math.max(1, sizes[0]?.pages ?? 0));
  const { rows } = await query<{ bytes: number | null }>(pool, bytesSql, [percent]);
  return rows[0]?.bytes ?? usualBytes;
}

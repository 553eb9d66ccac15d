import { query, type Pool } from '@waris/database';
import { allQuantities } from '../../domain/tiers/day-readings.ts';
import type { Lying, TierBytes } from '../../domain/tiers/plan-retention.ts';
import type { RetentionPolicy } from '../../domain/tiers/retention-policy.ts';
import { tableOf } from '../reading-tables.ts';
import { quantityOf } from './meter-days.ts';

export type Survey = { readonly lying: readonly Lying[]; readonly bytesPerReading: TierBytes };

type Span = { quantity: number; fromDay: number; endDay: number; readings: number; bytes: number };

/** Before anything was measured here: what was measured on published data. */
const usualBytes: TierBytes = { packed: 5, archived: 2.5 };

/** What lies where, day by day, of all that is older than the hot tier. Reads every old row. */
export async function surveyTiers(
  pool: Pool,
  policy: RetentionPolicy,
  today: number,
): Promise<Survey> {
  const rows = await Promise.all(
    allQuantities.map(async (quantity) => {
      const { table } = tableOf[quantity];
      const { rows: days } = await query<{ fromDay: number; readings: number }>(
        pool,
        `select (recorded_at at time zone 'UTC')::date - date '1970-01-01' as "fromDay", count(*)::integer as readings
         from readings.${table} where recorded_at < (date '1970-01-01' + $1::integer)::timestamp at time zone 'UTC'
         group by 1`,
        [today - policy[quantity].hotDays],
      );
      const bytes = await bytesOfRow(pool, table);
      return days.map((day) => ({
        ...day,
        quantity,
        tier: 'ROWS' as const,
        endDay: day.fromDay + 1,
        receivedDay: 0,
        bytes: day.readings * bytes,
      }));
    }),
  );
  const packed = await packedDays(pool);
  const files = await archiveFiles(pool);
  return {
    lying: [...rows.flat(), ...packed, ...files],
    bytesPerReading: {
      packed: ratioOf(packed) ?? usualBytes.packed,
      archived: ratioOf(files) ?? usualBytes.archived,
    },
  };
}

function ratioOf(spans: readonly Lying[]): number | null {
  const readings = spans.reduce((sum, span) => sum + span.readings, 0);
  return readings === 0 ? null : spans.reduce((sum, span) => sum + span.bytes, 0) / readings;
}

/** With its share of the indexes; partitions and chunks are tables of their own. */
async function bytesOfRow(pool: Pool, table: string): Promise<number> {
  const { rows } = await query<{ bytes: number }>(
    pool,
    `select coalesce(sum(pg_total_relation_size(c.oid)) / nullif(sum(greatest(c.reltuples, 0)), 0), 125)::double precision as bytes
     from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = $1::regclass and c.reltuples > 1000`,
    [`readings.${table}`],
  );
  return rows[0]?.bytes ?? 125;
}

async function packedDays(pool: Pool): Promise<readonly Lying[]> {
  const { rows } = await query<Span>(
    pool,
    `select s.quantity, p.day - date '1970-01-01' as "fromDay", p.day - date '1970-01-01' + 1 as "endDay",
       sum(p.reading_count)::integer as readings,
       (pg_total_relation_size('readings.packed_days') * count(*) / sum(count(*)) over ())::double precision as bytes
     from readings.packed_days p join readings.packed_series s on s.id = p.series_id
     group by 1, 2, 3`,
  );
  return rows.map((row) => ({
    ...row,
    quantity: quantityOf(row.quantity),
    tier: 'PACKED',
    receivedDay: 0,
  }));
}

export async function archiveFiles(pool: Pool): Promise<readonly Lying[]> {
  const { rows } = await query<Span & { receivedDay: number }>(
    pool,
    `select quantity, (first_at at time zone 'UTC')::date - date '1970-01-01' as "fromDay",
       (last_at at time zone 'UTC')::date - date '1970-01-01' as "endDay",
       (last_received_at at time zone 'UTC')::date - date '1970-01-01' as "receivedDay",
       reading_count as readings, byte_count as bytes
     from readings.archive_files where state = 'kept'`,
  );
  return rows.map((row) => ({ ...row, quantity: quantityOf(row.quantity), tier: 'ARCHIVE' }));
}

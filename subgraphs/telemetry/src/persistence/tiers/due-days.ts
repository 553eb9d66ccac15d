import { query, type Pool } from '@waris/database';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import { quantityCode } from '../../domain/tiers/day-readings.ts';
import { tableOf } from '../reading-tables.ts';
import { startOf, type MeterDay } from './meter-days.ts';

export type DueDay = MeterDay & { readonly readingCount: number };

/** Days of one month that are due, in order, and where to go on; null at the end of the month. */
export type DueDays = { readonly days: readonly DueDay[]; readonly next: MeterDay | null };

export type DueRequest = {
  readonly quantity: ReadingQuantity;
  /** Days since 1970; the end is not included. */
  readonly fromDay: number;
  readonly endDay: number;
  readonly after: MeterDay | null;
  /** The newest day of a meter stays rows until it is as old as this. */
  readonly newestBeforeDay: number;
};

const readingsAtOnce = 20_000;
const nobody = '00000000-0000-0000-0000-000000000000';

/** Months that may hold rows, as the day (since 1970) of their first. */
export async function monthsWithRows(pool: Pool, quantity: ReadingQuantity) {
  const { rows } = await query<{ day: number }>(
    pool,
    `select month - date '1970-01-01' as day from readings.months_with_rows($1) as month`,
    [tableOf[quantity].table],
  );
  return rows.map(({ day }) => day);
}

type Found = DueDay & { readonly movable: boolean };

/**
 * Days that lie as rows and may be moved: whole, without marks, and not the newest of their meter,
 * which its latest reading is answered from and the next consumption is computed from.
 */
export async function dueRows(pool: Pool, request: DueRequest): Promise<DueDays> {
  const { quantity, fromDay, endDay, after, newestBeforeDay } = request;
  const { rows } = await query<Found>(pool, dueRowsSql(quantity), [
    fromDay,
    endDay,
    after?.meterId ?? nobody,
    after === null ? 0 : after.day + 1,
    readingsAtOnce,
    newestBeforeDay,
    quantity,
  ]);
  const seen = rows.reduce((sum, row) => sum + row.readingCount, 0);
  const cut = seen >= readingsAtOnce;
  // The last of a list that was cut short may be half a day; alone it is too long to be packed.
  const whole = cut && rows.length > 1 ? rows.slice(0, -1) : rows;
  const last = whole.at(-1);
  return {
    days: cut && rows.length === 1 ? [] : whole.filter(({ movable }) => movable),
    next: cut && last !== undefined ? { meterId: last.meterId, day: last.day } : null,
  };
}

function dueRowsSql(quantity: ReadingQuantity): string {
  const table = `readings.${tableOf[quantity].table}`;
  return `
    select g.*, not exists (
        select from readings.touched_days t
        where t.quantity = $7 and t.meter_id = g."meterId" and t.day = date '1970-01-01' + g.day
      ) and (g.day < $6 or exists (
        select from ${table} r where r.meter_id = g."meterId" and r.recorded_at >= ${startOf('(g.day + 1)')}
      )) as movable
    from (
      select meter_id as "meterId", (recorded_at at time zone 'UTC')::date - date '1970-01-01' as day,
        count(*)::integer as "readingCount"
      from (
        select meter_id, recorded_at from ${table}
        where recorded_at >= ${startOf('$1::integer')} and recorded_at < ${startOf('$2::integer')}
          and (meter_id, recorded_at) >= ($3::uuid, ${startOf('$4::integer')})
        order by meter_id, recorded_at limit $5
      ) r
      group by 1, 2
    ) g
    order by 1, 2`;
}

/** Packed days of a month that are due for the archive. */
export async function duePacked(pool: Pool, request: DueRequest): Promise<DueDays> {
  const { quantity, fromDay, endDay, after } = request;
  const { rows } = await query<DueDay>(
    pool,
    `select s.meter_id as "meterId", p.day - date '1970-01-01' as day, p.reading_count as "readingCount"
     from readings.packed_series s
     join readings.packed_days p on p.series_id = s.id
     where s.quantity = $1 and p.day >= date '1970-01-01' + $2::integer and p.day < date '1970-01-01' + $3::integer
       and (s.meter_id, p.day) > ($4::uuid, date '1970-01-01' + $5::integer)
       and not exists (
         select from readings.touched_days t
         where t.quantity = $6 and t.meter_id = s.meter_id and t.day = p.day
       )
     order by 1, 2 limit $7`,
    [
      quantityCode[quantity],
      fromDay,
      endDay,
      after?.meterId ?? nobody,
      after?.day ?? 0,
      quantity,
      packedAtOnce,
    ],
  );
  const last = rows.at(-1);
  return { days: rows, next: rows.length < packedAtOnce || last === undefined ? null : last };
}

const packedAtOnce = 4_000;

/**
 * Months that may have packed days before a day, as the day (since 1970) of their first. The oldest
 * day of each series is one look into its index; an index on days would cost half a byte a reading.
 */
export async function monthsWithPacked(pool: Pool, quantity: ReadingQuantity, endDay: number) {
  const { rows } = await query<{ day: number }>(
    pool,
    `select month::date - date '1970-01-01' as day
     from (
       select min(oldest.day) as day from readings.packed_series s
       cross join lateral (
         select p.day from readings.packed_days p where p.series_id = s.id order by p.day limit 1
       ) oldest
       where s.quantity = $1
     ) first
     cross join generate_series(
       date_trunc('month', first.day::timestamp),
       (date '1970-01-01' + $2::integer - 1)::timestamp, interval '1 month') as month
     order by 1`,
    [quantityCode[quantity], endDay],
  );
  return rows.map(({ day }) => day);
}

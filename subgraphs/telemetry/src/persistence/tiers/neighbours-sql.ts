import { startOf } from './meter-days.ts';

const movedDay = (newest: boolean) => `
  select ${newest ? 'max' : 'min'}(moved.day) as day
  from (
    select p.day from readings.packed_series s
    join readings.packed_days p on p.series_id = s.id
    where s.meter_id = t.meter_id and s.quantity = 3 and p.day ${newest ? '<' : '>'} t.date
    union all
    select a.month + n
    from (
      select month, days from readings.archived_days
      where meter_id = t.meter_id and quantity = 3 and days <> 0
        and ${newest ? 'month <= t.date' : 'month + 31 > t.date'}
      order by month ${newest ? 'desc' : ''} limit 3
    ) a
    cross join generate_series(0, 30) as n
    where (a.days >> n) & 1 = 1 and a.month + n ${newest ? '<' : '>'} t.date
  ) moved`;

/**
 * The packed or archived days next to days of registers, unless a row lies between: the earlier
 * is where consumption starts from, the later is where it changes.
 */
export const neighbourSql = `
  with touched as materialized (
    select distinct w.meter_id, date '1970-01-01' + w.day as date,
      ${startOf('w.day')} as start_at, ${startOf('(w.day + 1)')} as end_at
    from unnest($1::uuid[], $2::integer[]) as w (meter_id, day)
    where exists (select from readings.tier_bounds where quantity = 3)
  ),
  rows_beside as (
    select t.*,
      (select max(r.recorded_at) from readings.meter_readings r
       where r.meter_id = t.meter_id and r.recorded_at < t.start_at) as before_at,
      (select min(r.recorded_at) from readings.meter_readings r
       where r.meter_id = t.meter_id and r.recorded_at >= t.end_at) as after_at
    from touched t
  )
  select t.meter_id as "meterId", m.day - date '1970-01-01' as day,
    t.date - date '1970-01-01' as "writtenDay"
  from rows_beside t
  cross join lateral (
    select before.day from (${movedDay(true)}) before
    where t.before_at is null or before.day > (t.before_at at time zone 'UTC')::date
    union
    select after.day from (${movedDay(false)}) after
    where t.after_at is null or after.day < (t.after_at at time zone 'UTC')::date
  ) m
  where m.day is not null`;

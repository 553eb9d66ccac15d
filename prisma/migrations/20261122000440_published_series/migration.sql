-- Owner: telemetry. Series for the other subgraphs.

-- Counters of registers. A day in the archive is one reading here, the last of that day, with what
-- was counted since the day before; whoever goes by the difference of counters misses nothing.
create view readings.published_meter_readings as
select meter_id, dma_id, recorded_at, register_m3, consumption_m3, valid, quality from readings.meter_readings
union all
select meter_id, dma_id, recorded_at, value, consumption_m3, valid, quality from readings.unpacked_registers
union all
select r.meter_id, (select m.dma_id from dma.published_meters m where m.id = r.meter_id), r.last_at,
  r.last_register_m3, case when r.day_count = r.reading_count then r.day_sum end, true, 100::smallint
from readings.meter_rollups r
join readings.archived_days a on a.meter_id = r.meter_id and a.quantity = 3
  and a.month = date_trunc('month', r.day::timestamp)::date and (a.days >> (r.day - a.month)) & 1 = 1
where r.last_at is not null;

-- The same of some meters and a period, what is valid: for whoever asks for many meters at once, of
-- whom a view would have to look through all there are.
create function readings.published_register_readings(
  meter_ids uuid[],
  from_at timestamptz,
  to_at timestamptz
)
returns table (
  meter_id uuid,
  recorded_at timestamptz,
  register_m3 double precision,
  consumption_m3 double precision
)
language sql
stable
parallel safe
security definer
set search_path = pg_catalog
as $$
  select m.id, v.recorded_at, v.register_m3, v.consumption_m3
  from unnest(meter_ids) as m (id)
  cross join lateral readings.register_values(m.id, from_at, to_at) v
  union all
  select m.id, r.last_at, r.last_register_m3, case when r.day_count = r.reading_count then r.day_sum end
  from unnest(meter_ids) as m (id)
  join readings.meter_rollups r on r.meter_id = m.id and r.last_at >= from_at and r.last_at < to_at
  join readings.archived_days a on a.meter_id = r.meter_id and a.quantity = 3
    and a.month = date_trunc('month', r.day::timestamp)::date and (a.days >> (r.day - a.month)) & 1 = 1
$$;

-- Net inflow or pressure on a regular grid of whole `step`s from `from_at`: quarters and hours of
-- the clock from roll-ups where they are up to date, all else from the readings in the database. A
-- bucket without a full sum is null or absent. Roll-ups of DMAs stay when their readings go to the
-- archive, and for good: only grids of other steps end where the archive begins.
create function readings.dma_series(
  of_quantity text,
  dma_ids uuid[],
  from_at timestamptz,
  to_at timestamptz,
  step interval
)
returns table (dma_id uuid, bucket_at timestamptz, value double precision)
language plpgsql
stable
parallel safe
set search_path = pg_catalog
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
  seconds numeric := extract(epoch from step);
  first_day date := (from_at at time zone 'UTC')::date;
  last_day date := ((to_at - interval '1 microsecond') at time zone 'UTC')::date;
begin
  if from_at >= to_at then
    return;
  end if;
  if seconds not in (900, 3600) or extract(epoch from from_at) % seconds <> 0 then
    return query
    select i.dma_id, i.bucket_at, i.value
    from readings.fresh_dma_series(of_quantity, dma_ids, array[from_at, to_at], step, true) i
    order by 1, 2;
    return;
  end if;
  return query
  with pending as materialized (
    select distinct p.dma_id, p.day
    from readings.touched_dma_days(dma_ids, of_quantity, first_day, last_day) p
  ),
  -- Days in a row; those between others may lie in the archive, where the readings cannot be seen.
  runs as (
    select d.dma_id, greatest(from_at, min(d.day)::timestamp at time zone 'UTC') as run_from_at,
      least(to_at, (max(d.day) + 1)::timestamp at time zone 'UTC') as run_to_at
    from (
      select p.dma_id, p.day,
        p.day - (row_number() over (partition by p.dma_id order by p.day))::integer as run
      from pending p
    ) d
    group by d.dma_id, d.run
  ),
  spans as (
    select array_agg(r.dma_id) as dma_ids, r.run_from_at, r.run_to_at from runs r group by 2, 3
  )
  select u.dma_id, u.bucket_at, u.value
  from (
    select i.dma_id, i.bucket_at, i.value
    from spans s
    cross join lateral readings.fresh_dma_series(
      of_quantity, s.dma_ids, array[s.run_from_at, s.run_to_at], step, true
    ) i
    union all
    select r.dma_id, b.bucket_at, v.value
    from readings.dma_rollups r
    cross join lateral unnest(
      case when seconds = 900 then r.quarter_values else r.hour_values end
    ) with ordinality as v (value, place)
    cross join lateral (
      select r.day::timestamp at time zone 'UTC' + (v.place - 1) * step as bucket_at
    ) b
    where r.dma_id = any (dma_ids) and r.quantity = of_quantity and r.day between first_day and last_day
      and not exists (select from pending p where p.dma_id = r.dma_id and p.day = r.day)
      and v.value is not null and b.bucket_at >= from_at and b.bucket_at < to_at
  ) u
  order by 1, 2;
end $$;

-- Security definer: published to subgraphs that may not read the tables themselves.
create function readings.published_dma_net_inflow(
  dma_ids uuid[],
  from_at timestamptz,
  to_at timestamptz,
  step interval
)
returns table (dma_id uuid, bucket_at timestamptz, net_inflow_m3_per_hour double precision)
language sql
stable
parallel safe
security definer
set search_path = pg_catalog
as $$
  select s.dma_id, s.bucket_at, s.value from readings.dma_series('FLOW', dma_ids, from_at, to_at, step) s
$$;

-- How many hours and quarter-hours of each day (UTC) have a net inflow, and how many quarter-hours the
-- fullest hour of the DMA's fullest day has: an hour with fewer was read in part. Three are four of
-- which one is missing, unless every hour of that day has three. Of days that are rolled up; those
-- written to since are as they were, or absent.
create function readings.published_dma_read_quarters(dma_ids uuid[], first_day date, last_day date)
returns table (dma_id uuid, day date, hours integer, quarters integer, most_in_hour integer)
language sql
stable
parallel safe
security definer
set search_path = pg_catalog
as $$
  select c.dma_id, d.day, d.hours, d.quarters,
    case when m.most = 3 and c.most_quarters < 3 * c.most_hours then 4 else m.most end::integer
  from (
    select r.dma_id, array_agg(r.day) as days, array_agg(r.hours) as hours, array_agg(r.quarters) as quarters,
      (array_agg(r.day order by r.quarters desc, r.day))[1] as fullest_day,
      max(r.quarters) as most_quarters, max(r.hours) as most_hours
    from (
      select o.dma_id, o.day, 24 - cardinality(array_positions(o.hour_values, null)) as hours,
        96 - cardinality(array_positions(o.quarter_values, null)) as quarters
      from readings.dma_rollups o
      where o.dma_id = any (dma_ids) and o.quantity = 'FLOW' and o.day between first_day and last_day
    ) r
    group by r.dma_id
  ) c
  -- One day of each DMA is looked into: to count hour by hour costs a hundred times as much.
  cross join lateral (
    select max(h.present) as most
    from (
      select count(q.value) as present
      from readings.dma_rollups r
      cross join lateral unnest(r.quarter_values) with ordinality as q (value, place)
      where r.dma_id = c.dma_id and r.day = c.fullest_day and r.quantity = 'FLOW'
      group by (q.place - 1) / 4
    ) h
  ) m
  cross join lateral unnest(c.days, c.hours, c.quarters) as d (day, hours, quarters)
$$;

-- The mean over the pressure meters of a DMA that reported.
create function readings.published_dma_pressure(
  dma_ids uuid[],
  from_at timestamptz,
  to_at timestamptz,
  step interval
)
returns table (dma_id uuid, bucket_at timestamptz, pressure_m double precision)
language sql
stable
parallel safe
security definer
set search_path = pg_catalog
as $$
  select s.dma_id, s.bucket_at, s.value from readings.dma_series('PRESSURE', dma_ids, from_at, to_at, step) s
$$;

-- Quarter-hour means of flow meters on days (UTC) that are rolled up; of archived days those of hours.
create function readings.published_meter_flow(
  meter_ids uuid[],
  from_at timestamptz,
  to_at timestamptz
)
returns table (meter_id uuid, bucket_at timestamptz, flow_m3_per_hour double precision)
language sql
stable
parallel safe
security definer
set search_path = pg_catalog
as $$
  select r.meter_id, b.bucket_at, v.sum / coalesce(s.counts[v.place], 1)
  from readings.meter_rollups r
  cross join lateral (
    select interval '15 minutes' as step, r.quarter_sums as sums, r.quarter_counts as counts
    where r.quarter_sums is not null
    union all
    select interval '1 hour', r.hour_sums, r.hour_counts where r.quarter_sums is null
  ) s
  cross join lateral unnest(s.sums) with ordinality as v (sum, place)
  cross join lateral (
    select r.day::timestamp at time zone 'UTC' + (v.place - 1) * s.step as bucket_at
  ) b
  where r.meter_id = any (meter_ids) and r.quantity = 'FLOW' and v.sum is not null
    and r.day between (from_at at time zone 'UTC')::date and (to_at at time zone 'UTC')::date
    and b.bucket_at >= from_at and b.bucket_at < to_at
$$;

-- Quarter-hour means of pressure meters, from their roll-ups where they are up to date.
create function readings.published_meter_pressure(
  meter_ids uuid[],
  from_at timestamptz,
  to_at timestamptz
)
returns table (meter_id uuid, bucket_at timestamptz, pressure_m double precision)
language sql
stable
parallel safe
security definer
set search_path = pg_catalog
set plan_cache_mode = force_custom_plan
as $$
  with days as (
    select m.meter_id, d.day::date as day,
      exists (
        select from readings.touched_days t
        where t.meter_id = m.meter_id and t.quantity = 'PRESSURE' and t.day = d.day::date
      ) as is_pending
    from unnest(meter_ids) as m (meter_id)
    cross join generate_series(
      date_trunc('day', from_at at time zone 'UTC'),
      (to_at - interval '1 microsecond') at time zone 'UTC', interval '1 day'
    ) as d (day)
  )
  select p.meter_id, p.bucket_at, p.pressure_m
  from (
    select d.meter_id, v.bucket_at, v.pressure_m
    from days d
    cross join lateral (
      select date_bin('15 minutes', r.recorded_at, 'epoch') as bucket_at, avg(r.pressure_m) as pressure_m
      from readings.pressure_values(
        d.meter_id, d.day::timestamp at time zone 'UTC', (d.day + 1)::timestamp at time zone 'UTC'
      ) r
      where r.quality_code <> 3
      group by 1
    ) v
    where d.is_pending
    union all
    select d.meter_id, d.day::timestamp at time zone 'UTC' + (v.place - 1) * interval '15 minutes',
      v.sum / coalesce(r.quarter_counts[v.place], 1)
    from days d
    join readings.meter_rollups r
      on r.meter_id = d.meter_id and r.quantity = 'PRESSURE' and r.day = d.day
    cross join lateral unnest(r.quarter_sums) with ordinality as v (sum, place)
    where not d.is_pending and v.sum is not null
  ) p
  where p.bucket_at >= from_at and p.bucket_at < to_at
$$;

-- Owner: telemetry. Series for the other subgraphs.

-- Net inflow on a regular grid of whole `step`s from `from_at`, for the other subgraphs: quarters
-- and hours of the clock from roll-ups where they are up to date, all else from the readings. A
-- bucket without a full sum is null or absent.
-- Security definer: published to subgraphs that may not read the tables themselves.
create function readings.published_dma_net_inflow(
  dma_ids uuid[],
  from_at timestamptz,
  to_at timestamptz,
  step interval
)
returns table (dma_id uuid, bucket_at timestamptz, net_inflow_m3_per_hour double precision)
language plpgsql
stable
parallel safe
security definer
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
    select i.dma_id, i.bucket_at, i.net_inflow_m3_per_hour
    from readings.fresh_dma_net_inflow(dma_ids, array[from_at, to_at], step, true) i
    order by 1, 2;
    return;
  end if;
  return query
  with pending as materialized (
    select * from readings.pending_dma_days(dma_ids, 'FLOW', first_day, last_day)
  ),
  spans as (
    select array_agg(p.dma_id) as dma_ids,
      greatest(from_at, p.first_pending_day::timestamp at time zone 'UTC') as span_from_at,
      least(to_at, (p.last_pending_day + 1)::timestamp at time zone 'UTC') as span_to_at
    from pending p
    group by 2, 3
  )
  select u.dma_id, u.bucket_at, u.net_inflow_m3_per_hour
  from (
    select i.dma_id, i.bucket_at, i.net_inflow_m3_per_hour
    from spans s
    cross join lateral readings.fresh_dma_net_inflow(
      s.dma_ids, array[s.span_from_at, s.span_to_at], step, true
    ) i
    union all
    select r.dma_id, b.bucket_at, v.value
    from readings.dma_rollups r
    left join pending p on p.dma_id = r.dma_id
    cross join lateral unnest(
      case when seconds = 900 then r.quarter_values else r.hour_values end
    ) with ordinality as v (value, place)
    cross join lateral (
      select r.day::timestamp at time zone 'UTC' + (v.place - 1) * step as bucket_at
    ) b
    where r.dma_id = any (dma_ids) and r.quantity = 'FLOW' and r.day between first_day and last_day
      and (p.dma_id is null or r.day not between p.first_pending_day and p.last_pending_day)
      and v.value is not null and b.bucket_at >= from_at and b.bucket_at < to_at
  ) u
  order by 1, 2;
end $$;

-- Pressure in the same way: the mean over the pressure meters of a DMA that reported.
create function readings.published_dma_pressure(
  dma_ids uuid[],
  from_at timestamptz,
  to_at timestamptz,
  step interval
)
returns table (dma_id uuid, bucket_at timestamptz, pressure_m double precision)
language plpgsql
stable
parallel safe
security definer
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
    select i.dma_id, i.bucket_at, i.pressure_m
    from readings.fresh_dma_pressure(dma_ids, array[from_at, to_at], step, true) i
    order by 1, 2;
    return;
  end if;
  return query
  with pending as materialized (
    select * from readings.pending_dma_days(dma_ids, 'PRESSURE', first_day, last_day)
  ),
  spans as (
    select array_agg(p.dma_id) as dma_ids,
      greatest(from_at, p.first_pending_day::timestamp at time zone 'UTC') as span_from_at,
      least(to_at, (p.last_pending_day + 1)::timestamp at time zone 'UTC') as span_to_at
    from pending p
    group by 2, 3
  )
  select u.dma_id, u.bucket_at, u.pressure_m
  from (
    select i.dma_id, i.bucket_at, i.pressure_m
    from spans s
    cross join lateral readings.fresh_dma_pressure(
      s.dma_ids, array[s.span_from_at, s.span_to_at], step, true
    ) i
    union all
    select r.dma_id, b.bucket_at, v.value
    from readings.dma_rollups r
    left join pending p on p.dma_id = r.dma_id
    cross join lateral unnest(
      case when seconds = 900 then r.quarter_values else r.hour_values end
    ) with ordinality as v (value, place)
    cross join lateral (
      select r.day::timestamp at time zone 'UTC' + (v.place - 1) * step as bucket_at
    ) b
    where r.dma_id = any (dma_ids) and r.quantity = 'PRESSURE' and r.day between first_day and last_day
      and (p.dma_id is null or r.day not between p.first_pending_day and p.last_pending_day)
      and v.value is not null and b.bucket_at >= from_at and b.bucket_at < to_at
  ) u
  order by 1, 2;
end $$;

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

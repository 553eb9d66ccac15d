-- Owner: telemetry. What the readings in the database say of DMAs.

-- Readings of a meter in [from_at, to_at), wherever in the database they lie. Plain SQL without
-- settings, so that the planner can put them into the query that calls them.
create function readings.flow_values(of_meter uuid, from_at timestamptz, to_at timestamptz)
returns table (recorded_at timestamptz, flow_m3_per_hour double precision, quality_code smallint)
language sql
stable
parallel safe
as $$
  select r.recorded_at, r.flow_m3_per_hour, r.quality_code
  from readings.flow_readings r
  where r.meter_id = of_meter and r.flow_m3_per_hour is not null
    and r.recorded_at >= from_at and r.recorded_at < to_at
  union all
  select u.recorded_at, u.value, u.quality_code
  from readings.unpacked_readings u
  where u.quantity = 1 and u.meter_id = of_meter and u.value is not null
    and u.day >= (from_at at time zone 'UTC')::date and u.day <= (to_at at time zone 'UTC')::date
    and u.recorded_at >= from_at and u.recorded_at < to_at
  union all
  select d.recorded_at, d.flow_m3_per_hour, 1::smallint
  from readings.derived_flows d
  where d.meter_id = of_meter and d.recorded_at >= from_at and d.recorded_at < to_at
    and not exists (
      select from readings.flow_readings f
      where f.meter_id = of_meter and f.recorded_at >= d.recorded_at and f.recorded_at < d.until_at
    )
    and not exists (
      select from readings.packed_series s
      join readings.packed_days p on p.series_id = s.id
      where s.meter_id = of_meter and s.quantity = 1 and p.day = (d.recorded_at at time zone 'UTC')::date
    )
$$;

create function readings.pressure_values(of_meter uuid, from_at timestamptz, to_at timestamptz)
returns table (
  recorded_at timestamptz,
  pressure_m double precision,
  least_pressure_m double precision,
  greatest_pressure_m double precision,
  quality_code smallint
)
language sql
stable
parallel safe
as $$
  select r.recorded_at, r.pressure_m, coalesce(r.least_pressure_m, r.pressure_m),
    coalesce(r.greatest_pressure_m, r.pressure_m), r.quality_code
  from readings.pressure_readings r
  where r.meter_id = of_meter and r.pressure_m is not null
    and r.recorded_at >= from_at and r.recorded_at < to_at
  union all
  select u.recorded_at, u.value, coalesce(u.second_value, u.value), coalesce(u.third_value, u.value), u.quality_code
  from readings.unpacked_readings u
  where u.quantity = 2 and u.meter_id = of_meter and u.value is not null
    and u.day >= (from_at at time zone 'UTC')::date and u.day <= (to_at at time zone 'UTC')::date
    and u.recorded_at >= from_at and u.recorded_at < to_at
$$;

create function readings.register_values(of_meter uuid, from_at timestamptz, to_at timestamptz)
returns table (
  recorded_at timestamptz,
  register_m3 double precision,
  consumption_m3 double precision,
  quality_code smallint
)
language sql
stable
parallel safe
as $$
  select r.recorded_at, r.register_m3, r.consumption_m3, r.quality_code
  from readings.meter_readings r
  where r.meter_id = of_meter and r.valid
    and r.recorded_at >= from_at and r.recorded_at < to_at
  union all
  select u.recorded_at, u.value, u.consumption_m3, u.quality_code
  from readings.unpacked_registers u
  where u.meter_id = of_meter and u.valid
    and u.day >= (from_at at time zone 'UTC')::date and u.day <= (to_at at time zone 'UTC')::date
    and u.recorded_at >= from_at and u.recorded_at < to_at
$$;

-- Net inflow of DMAs: the signed sum of the means of their meters, less the storage gained by
-- their tanks, in m3/h. A bucket in which a meter or a tank level is missing is null, never a
-- partial sum; a tank without a level meter is always missing. Buckets without any flow reading
-- are absent. Buckets are whole `step`s from the first of `edges` to the last, or where `step` is
-- null what lies between the edges.
-- A meter counts while it is in service. In a bucket in which it comes or goes, its mean is that of
-- its readings in service and counts for its share of the bucket's time, so that an exchange at
-- any moment neither doubles nor drops flow, whatever the step. It must have read in its share of
-- the bucket, or the bucket is null: with readings each 15 minutes, at most the quarter-hour of an
-- exchange. A DMA with inlets is null while none of them is in service.
-- Computed from the readings that are in the database; roll-ups keep its results.
create function readings.fresh_dma_net_inflow(
  dma_ids uuid[],
  edges timestamptz[],
  step interval,
  with_suspect boolean
)
returns table (dma_id uuid, bucket_at timestamptz, net_inflow_m3_per_hour double precision)
language plpgsql
stable
parallel safe
set search_path = pg_catalog
-- Planned for the period of each call: a plan for any period covers every partition there is.
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
  from_at timestamptz := edges[1];
  to_at timestamptz := edges[cardinality(edges)];
  -- The bucket past the end gives the last change of a level.
  levels_to_at timestamptz := to_at + coalesce(step, to_at - edges[cardinality(edges) - 1]);
  -- Of seconds alone: days would have their length from the session's time zone.
  exact_step interval := make_interval(secs => extract(epoch from step)::float8);
begin
  return query
  with meters as materialized (
    select m.dma_id, m.meter_id, m.flow_sign, coalesce(m.in_service_from, '-infinity') as since_at,
      coalesce(m.retired_at, 'infinity') as until_at,
      coalesce(m.in_service_from <= from_at, true) and coalesce(m.retired_at >= to_at, true) as throughout
    from dma.published_dma_flow_meters m
    where m.dma_id = any (dma_ids)
  ),
  -- Meters that come or go are rare, and only they are looked at bucket by bucket.
  areas as materialized (
    select m.dma_id, count(*) filter (where m.throughout) as lasting,
      array_agg(tstzrange(m.since_at, m.until_at))
        filter (where not m.throughout and m.since_at < to_at and m.until_at > from_at) as passing,
      bool_or(m.flow_sign > 0) as has_inlets,
      (select count(*) from dma.published_tanks t where t.dma_id = m.dma_id) as tanks
    from meters m
    group by m.dma_id
  ),
  -- What each meter and tank adds to each bucket. Laterals and one grouping instead of joins of
  -- long intermediate results, whose sizes the planner cannot know.
  parts as (
    select m.dma_id, f.bucket_at, m.flow_sign,
      case when m.throughout or f.bucket_at >= m.since_at and f.end_at <= m.until_at then m.flow_sign * f.flow
        else m.flow_sign * f.flow
          * extract(epoch from least(m.until_at, f.end_at) - greatest(m.since_at, f.bucket_at))::float8
          / extract(epoch from f.end_at - f.bucket_at)::float8 end as flow
    from meters m
    cross join lateral (
      select b.bucket_at, b.flow, case when step is null then edges[width_bucket(b.bucket_at, edges) + 1]
        else least(b.bucket_at + exact_step, to_at) end as end_at
      from (
        select avg(r.flow_m3_per_hour) as flow,
          case when step is null then edges[width_bucket(r.recorded_at, edges)]
            else date_bin(step, r.recorded_at, from_at) end as bucket_at
        from readings.flow_values(m.meter_id, greatest(from_at, m.since_at), least(to_at, m.until_at)) r
        where r.quality_code <> 3 and (with_suspect or r.quality_code < 10)
        group by 2
      ) b
    ) f
    union all
    select t.dma_id, c.bucket_at, null, -t.surface_area_m2 * c.rise_m * 3600 / extract(epoch from c.following_at - c.bucket_at)
    from dma.published_tanks t
    cross join lateral (
      select l.bucket_at, lead(l.bucket_at) over (order by l.bucket_at) as following_at,
        lead(l.level_m) over (order by l.bucket_at) - l.level_m as rise_m,
        case when step is null then edges[width_bucket(l.bucket_at, edges) + 1]
          else l.bucket_at + exact_step end as end_at
      from (
        -- The first level of each bucket stands for its start, so that the gains of all buckets
        -- add up to the whole rise.
        select distinct on (bucket_at) r.pressure_m as level_m,
          case when step is null then edges[width_bucket(r.recorded_at, edges)]
            else date_bin(step, r.recorded_at, from_at) end as bucket_at
        from dma.published_tank_level_meters m
        cross join lateral readings.pressure_values(
          m.meter_id, greatest(from_at, m.in_service_from), least(levels_to_at, m.retired_at)
        ) r
        where m.tank_id = t.id and r.quality_code <> 3 and (with_suspect or r.quality_code < 10)
        order by bucket_at, r.recorded_at
      ) l
    ) c
    where t.dma_id = any (dma_ids) and c.following_at = c.end_at
  )
  select s.dma_id, s.bucket_at,
    case when s.tanks = a.tanks and (s.has_inlet or not a.has_inlets)
      and s.meters = a.lasting + case when a.passing is null then 0 else (
        select count(*)
        from unnest(a.passing) as service
        where service && tstzrange(s.bucket_at, case when step is null
          then edges[width_bucket(s.bucket_at, edges) + 1] else least(s.bucket_at + exact_step, to_at) end)
      ) end then s.flow end
  from (
    select p.dma_id, p.bucket_at, count(p.flow_sign) as meters, count(*) - count(p.flow_sign) as tanks,
      max(p.flow_sign) > 0 as has_inlet, sum(p.flow) as flow
    from parts p
    group by 1, 2
  ) s
  join areas a on a.dma_id = s.dma_id
  where s.meters > 0;
end $$;

-- Pressure of DMAs in m: the mean over the pressure meters that reported in a bucket, of each its
-- own mean, so that one that reports twice as often does not count twice. Buckets as above.
create function readings.fresh_dma_pressure(
  dma_ids uuid[],
  edges timestamptz[],
  step interval,
  with_suspect boolean
)
returns table (
  dma_id uuid,
  bucket_at timestamptz,
  pressure_m double precision,
  least_pressure_m double precision,
  greatest_pressure_m double precision
)
language plpgsql
stable
parallel safe
set search_path = pg_catalog
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
  from_at timestamptz := edges[1];
  to_at timestamptz := edges[cardinality(edges)];
begin
  return query
  select m.dma_id, p.bucket_at, avg(p.mean), min(p.least), max(p.greatest)
  from dma.published_meters m
  cross join lateral (
    select avg(r.pressure_m) as mean, min(r.least_pressure_m) as least, max(r.greatest_pressure_m) as greatest,
      case when step is null then edges[width_bucket(r.recorded_at, edges)]
        else date_bin(step, r.recorded_at, from_at) end as bucket_at
    from readings.pressure_values(
      m.id, greatest(from_at, m.in_service_from), least(to_at, m.retired_at)
    ) r
    where r.quality_code <> 3 and (with_suspect or r.quality_code < 10)
    group by 4
  ) p
  where m.dma_id = any (dma_ids) and m.kind = 'pressure'
  group by 1, 2;
end $$;

-- Either of them, by its quantity.
create function readings.fresh_dma_series(
  of_quantity text,
  dma_ids uuid[],
  edges timestamptz[],
  step interval,
  with_suspect boolean
)
returns table (dma_id uuid, bucket_at timestamptz, value double precision)
language sql
stable
parallel safe
as $$
  select i.dma_id, i.bucket_at, i.net_inflow_m3_per_hour
  from readings.fresh_dma_net_inflow(dma_ids, edges, step, with_suspect) i
  where of_quantity = 'FLOW'
  union all
  select p.dma_id, p.bucket_at, p.pressure_m
  from readings.fresh_dma_pressure(dma_ids, edges, step, with_suspect) p
  where of_quantity = 'PRESSURE'
$$;

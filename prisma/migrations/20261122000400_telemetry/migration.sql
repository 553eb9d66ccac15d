-- Owner: telemetry.

-- A reading is stored once, under its meter, and holds from `recorded_at` until the next one.
-- No foreign key to dma.meters: ingest resolves serial numbers, meters are never deleted, and
-- the check would cost a look-up a row.

-- Partitioned by time in one of two ways: hypertables where TimescaleDB is, otherwise native
-- monthly partitions made by readings.ensure_partitions.
do $$
declare
  partitioning text := case
    when exists (select from pg_extension where extname = 'timescaledb') then ''
    else 'partition by range (recorded_at)'
  end;
begin
  execute $table$
    create table readings.flow_readings (
      meter_id uuid not null,
      -- The DMA that the meter feeds.
      dma_id uuid,
      recorded_at timestamptz not null,
      flow_m3_per_hour double precision,
      cumulative_m3 double precision,
      quality smallint not null default 100 check (quality between 0 and 100),
      source text not null,
      received_at timestamptz not null default now(),
      primary key (meter_id, recorded_at)
    ) $table$ || partitioning;
  execute $table$
    create table readings.pressure_readings (
      meter_id uuid not null,
      dma_id uuid,
      recorded_at timestamptz not null,
      pressure_m double precision,
      least_pressure_m double precision,
      greatest_pressure_m double precision,
      quality smallint not null default 100 check (quality between 0 and 100),
      source text not null,
      received_at timestamptz not null default now(),
      primary key (meter_id, recorded_at)
    ) $table$ || partitioning;
  execute $table$
    create table readings.meter_readings (
      meter_id uuid not null,
      dma_id uuid,
      recorded_at timestamptz not null,
      register_m3 double precision,
      -- Since the reading before it. Null for the first reading of a register.
      consumption_m3 double precision,
      automatic boolean not null default false,
      valid boolean not null default true,
      quality smallint not null default 100 check (quality between 0 and 100),
      source text not null,
      received_at timestamptz not null default now(),
      primary key (meter_id, recorded_at)
    ) $table$ || partitioning;
end $$;

create index idx_flow_readings_dma_time on readings.flow_readings (dma_id, recorded_at desc);
create index idx_pressure_readings_dma_time on readings.pressure_readings (dma_id, recorded_at desc);
create index idx_meter_readings_dma_time on readings.meter_readings (dma_id, recorded_at desc);

do $$
begin
  if exists (select from pg_extension where extname = 'timescaledb') then
    perform create_hypertable('readings.flow_readings', 'recorded_at', chunk_time_interval => interval '7 days', create_default_indexes => false);
    perform create_hypertable('readings.pressure_readings', 'recorded_at', chunk_time_interval => interval '7 days', create_default_indexes => false);
    perform create_hypertable('readings.meter_readings', 'recorded_at', chunk_time_interval => interval '30 days', create_default_indexes => false);
  end if;
end $$;

-- Makes the monthly partitions that rows of [from_at, to_at] need; nothing to do for a hypertable.
-- Security definer: the telemetry role may add partitions without owning the tables.
create function readings.ensure_partitions(parent text, from_at timestamptz, to_at timestamptz)
returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
  month_start timestamptz := date_trunc('month', from_at, 'UTC');
  month_end timestamptz;
  partition_name text;
begin
  if parent not in ('flow_readings', 'pressure_readings', 'meter_readings') then
    raise exception 'readings.% is not a table of readings', parent;
  end if;
  if not exists (
    select from pg_class where oid = format('readings.%I', parent)::regclass and relkind = 'p'
  ) then
    return;
  end if;
  while month_start <= to_at loop
    month_end := date_trunc('month', month_start + interval '32 days', 'UTC');
    partition_name := format('%s_%s', parent, to_char(month_start at time zone 'UTC', 'YYYY_MM'));
    if to_regclass(format('readings.%I', partition_name)) is null then
      -- Two imports may want the same month at once.
      perform pg_advisory_xact_lock(hashtext(partition_name));
      execute format(
        'create table if not exists readings.%I partition of readings.%I for values from (%L) to (%L)',
        partition_name, parent, month_start, month_end
      );
    end if;
    month_start := month_end;
  end loop;
end $$;

-- What a reading said before it was revised.
create table readings.revisions (
  id uuid primary key,
  meter_id uuid not null,
  recorded_at timestamptz not null,
  previous jsonb not null,
  reason text not null,
  revised_by text not null,
  revised_at timestamptz not null
);
create index idx_revisions_reading on readings.revisions (meter_id, recorded_at);

-- Answers to uploads that came with a key, for a client that asks again. Kept for a week.
create table readings.ingest_requests (
  viewer_id text not null,
  key text not null,
  body_sha256 text not null,
  -- Not jsonb, which refuses the character NUL in what a client sent.
  answer json not null,
  created_at timestamptz not null,
  primary key (viewer_id, key)
);
create index idx_ingest_requests_created on readings.ingest_requests (created_at);

create view readings.published_flow_readings as
select meter_id, dma_id, recorded_at, flow_m3_per_hour, cumulative_m3, quality from readings.flow_readings;

create view readings.published_pressure_readings as
select meter_id, dma_id, recorded_at, pressure_m, quality from readings.pressure_readings;

create view readings.published_meter_readings as
select meter_id, dma_id, recorded_at, register_m3, consumption_m3, valid, quality from readings.meter_readings;

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
create function readings.dma_net_inflow(dma_ids uuid[], edges timestamptz[], step interval)
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
        from readings.flow_readings r
        where r.meter_id = m.meter_id and r.flow_m3_per_hour is not null
          and r.recorded_at >= from_at and r.recorded_at < to_at
          and r.recorded_at >= m.since_at and r.recorded_at < m.until_at
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
        join readings.pressure_readings r on r.meter_id = m.meter_id
          and r.recorded_at >= coalesce(m.in_service_from, '-infinity')
          and r.recorded_at < coalesce(m.retired_at, 'infinity')
        where m.tank_id = t.id and r.pressure_m is not null
          and r.recorded_at >= from_at and r.recorded_at < levels_to_at
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

-- The same on a regular grid of whole `step`s from `from_at`, for the other subgraphs.
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
-- Security definer: published to subgraphs that may not read the tables themselves.
security definer
set search_path = pg_catalog
as $$
  select i.dma_id, i.bucket_at, i.net_inflow_m3_per_hour
  from readings.dma_net_inflow(dma_ids, array[from_at, to_at], step) i
  where from_at < to_at
  order by 1, 2
$$;

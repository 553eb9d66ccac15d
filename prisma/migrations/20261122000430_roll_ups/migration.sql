-- Owner: telemetry. Sums that are kept, and marks of those to be computed anew.

-- Which days (UTC) of which meters were written to since their roll-ups were computed. Only ever
-- added to by writers, in the transaction of what they write, so that neither waits for the other
-- and no crash forgets one. Of a DMA: its meters are no longer those that it was computed from.
create table readings.touched_days (
  id bigint generated always as identity primary key,
  quantity text not null check (quantity in ('FLOW', 'PRESSURE', 'REGISTER')),
  meter_id uuid,
  dma_id uuid,
  day date not null,
  -- Of a mark that is set aside, because computing its day failed: since when, how often, when it is
  -- tried again and why. A day that is written to meanwhile has a mark without these besides.
  first_failed_at timestamptz,
  failure_count integer,
  retry_at timestamptz,
  failure text,
  constraint touched_days_of_one check ((meter_id is null) <> (dma_id is null)),
  constraint touched_days_set_aside check (num_nonnulls(first_failed_at, failure_count, retry_at, failure) in (0, 4))
);
create index idx_touched_days_meter on readings.touched_days (meter_id, day) where meter_id is not null;
create index idx_touched_days_dma on readings.touched_days (dma_id, day) where dma_id is not null;
create index idx_touched_days_retry on readings.touched_days (retry_at) where retry_at is not null;

-- Marks to treat next: fresh ones, or those set aside whose time has come. These two plan by index
-- alone: the table is empty most of the time, and statistics of such a moment make a plan that
-- compares every mark with every other once there are many.
create function readings.next_marks(most integer, set_aside boolean)
returns setof bigint
language sql
stable
set enable_seqscan = off
as $$
  (select id from readings.touched_days where not set_aside and retry_at is null order by id limit most)
  union all
  (select id from readings.touched_days where set_aside and retry_at <= now() order by retry_at limit most)
$$;

-- Takes those of these marks away that are still there, and all others of the same days: what comes
-- a few minutes at a time marks a day many times, and one computation does for all of them. Offset 0
-- keeps the planner from turning the look-ups round.
create function readings.take_marks(of_ids bigint[])
returns table (id bigint, quantity text, meter_id uuid, dma_id uuid, day date)
language sql
set enable_seqscan = off
as $$
  with keys as (
    select distinct t.quantity, t.meter_id, t.dma_id, t.day
    from readings.touched_days t where t.id = any (of_ids)
  )
  delete from readings.touched_days t
  where t.id = any (of_ids || array(
    select a.id
    from keys k
    cross join lateral (
      select t.id from readings.touched_days t
      where t.meter_id = k.meter_id and t.day = k.day and t.quantity = k.quantity and t.retry_at is null
      offset 0
    ) a
    union all
    select a.id
    from keys k
    cross join lateral (
      select t.id from readings.touched_days t
      where t.dma_id = k.dma_id and t.day = k.day and t.quantity = k.quantity and t.retry_at is null
      offset 0
    ) a
  ))
  returning t.id, t.quantity, t.meter_id, t.dma_id, t.day
$$;

-- Those that are set aside, few among many: by their index, for the same reason.
create function readings.set_aside_marks()
returns setof readings.touched_days
language sql
stable
set enable_seqscan = off
as $$
  select * from readings.touched_days where retry_at > '-infinity'
$$;

-- For whoever writes readings by SQL: marks the days of [from_at, to_at].
create function readings.touch_days(
  of_quantity text,
  of_meter uuid,
  from_at timestamptz,
  to_at timestamptz
)
returns void
language sql
as $$
  insert into readings.touched_days (quantity, meter_id, day)
  select of_quantity, of_meter, day::date
  from generate_series(
    date_trunc('day', from_at at time zone 'UTC'), to_at at time zone 'UTC', interval '1 day'
  ) as day
$$;

-- Roll-ups of a meter, a row for each day (UTC) that has readings. Arrays have 96 quarters or 24
-- hours, null where nothing was read; of FLOW and PRESSURE they hold the readings, of REGISTER the
-- consumption since the reading before. Bad readings are left out.
-- Arrays that say nothing new are null: counts and extremes where no bucket has two readings,
-- `sound_…` (without suspect readings) where there are none.
create table readings.meter_rollups (
  meter_id uuid not null,
  quantity text not null check (quantity in ('FLOW', 'PRESSURE', 'REGISTER')),
  day date not null,
  reading_count integer not null,
  suspect_count integer not null,
  day_sum double precision,
  day_count integer not null,
  day_least double precision,
  day_greatest double precision,
  sound_day_sum double precision,
  sound_day_count integer,
  sound_day_least double precision,
  sound_day_greatest double precision,
  hour_sums double precision[] not null,
  hour_counts integer[],
  hour_least double precision[],
  hour_greatest double precision[],
  sound_hour_sums double precision[],
  sound_hour_counts integer[],
  -- Null once the readings themselves are in the archive.
  quarter_sums double precision[],
  quarter_counts integer[],
  quarter_least double precision[],
  quarter_greatest double precision[],
  sound_quarter_sums double precision[],
  sound_quarter_counts integer[],
  -- Of REGISTER: when the counter was last read that day, and what it showed.
  last_at timestamptz,
  last_register_m3 double precision,
  primary key (meter_id, quantity, day)
);
create index idx_meter_rollups_last on readings.meter_rollups (meter_id, last_at) where last_at is not null;

-- Roll-ups of a DMA: of FLOW its net inflow in m3/h, of PRESSURE the mean of its meters' means in m.
-- Extremes are those of the quarter-hours of net inflow, and those of the readings of pressure.
-- They equal what the functions fresh_dma_net_inflow and fresh_dma_pressure compute.
create sequence readings.rollup_revisions;
create table readings.dma_rollups (
  dma_id uuid not null,
  quantity text not null check (quantity in ('FLOW', 'PRESSURE')),
  day date not null,
  reading_count integer not null,
  suspect_count integer not null,
  quarter_values double precision[] not null,
  quarter_least double precision[],
  quarter_greatest double precision[],
  hour_values double precision[] not null,
  hour_least double precision[] not null,
  hour_greatest double precision[] not null,
  sound_quarter_values double precision[],
  sound_hour_values double precision[],
  -- Rises with every change, in the order of commits: one process rolls up at a time.
  revision bigint not null,
  primary key (dma_id, quantity, day)
);
create index idx_dma_rollups_revision on readings.dma_rollups (revision);
-- For consumers that ask what changed of one DMA.
create index idx_dma_rollups_dma_revision on readings.dma_rollups (dma_id, revision) include (day);

-- Calendar days of a DMA in its time zone.
create table readings.dma_day_rollups (
  dma_id uuid not null,
  quantity text not null check (quantity in ('FLOW', 'PRESSURE')),
  day date not null,
  time_zone text not null,
  starts_at timestamptz not null,
  value double precision,
  least double precision,
  greatest double precision,
  sound_value double precision,
  primary key (dma_id, quantity, day)
);

-- Of which meters and tanks the roll-ups of a DMA were computed.
create table readings.dma_compositions (
  dma_id uuid primary key,
  composition text not null
);

-- For consumers that go on where they stopped: what changed has a higher revision than before.
create view readings.published_dma_days as
select dma_id, quantity, day, revision from readings.dma_rollups;

-- Marks of days (UTC) whose roll-ups of DMAs are not up to date, a day as often as it was marked. A
-- level that was read on one day also ends the last bucket of the day before.
create function readings.touched_dma_days(
  dma_ids uuid[],
  of_quantity text,
  first_day date,
  last_day date
)
returns table (dma_id uuid, day date)
language sql
stable
parallel safe
as $$
  select t.dma_id, t.day
  from readings.touched_days t
  where t.dma_id = any (dma_ids) and t.quantity = of_quantity
    and t.day between first_day and last_day
  union all
  select m.dma_id, t.day
  from dma.published_dma_flow_meters m
  join readings.touched_days t on t.meter_id = m.meter_id and t.quantity = 'FLOW'
  where of_quantity = 'FLOW' and m.dma_id = any (dma_ids) and t.day between first_day and last_day
  union all
  select k.dma_id, t.day - before
  from dma.published_tanks k
  join dma.published_tank_level_meters m on m.tank_id = k.id
  join readings.touched_days t on t.meter_id = m.meter_id and t.quantity = 'PRESSURE'
  cross join generate_series(0, 1) as before
  where of_quantity = 'FLOW' and k.dma_id = any (dma_ids)
    and t.day - before between first_day and last_day
  union all
  select m.dma_id, t.day
  from dma.published_meters m
  join readings.touched_days t on t.meter_id = m.id and t.quantity = 'PRESSURE'
  where of_quantity = 'PRESSURE' and m.kind = 'pressure' and m.dma_id = any (dma_ids)
    and t.day between first_day and last_day
$$;

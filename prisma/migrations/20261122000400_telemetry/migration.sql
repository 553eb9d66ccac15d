-- Owner: telemetry.

-- What is known about a reading beyond the score that its sender gave. Suspect readings stay
-- visible and count unless a reader leaves them out; bad ones never count.
create table readings.quality_codes (
  code smallint primary key,
  state text not null check (state in ('received', 'estimated', 'revised', 'bad', 'suspect')),
  rule text
);
insert into readings.quality_codes (code, state, rule) values
  (0, 'received', null), (1, 'estimated', null), (2, 'revised', null), (3, 'bad', null),
  (11, 'suspect', 'out of range'), (12, 'suspect', 'negative'), (13, 'suspect', 'clock'),
  (14, 'suspect', 'register fell'), (15, 'suspect', 'stuck'), (16, 'suspect', 'spike'),
  (17, 'suspect', 'rate of change');

-- Thresholds that replace the built-in ones; null switches a rule off.
create table readings.quality_rules (
  meter_kind text not null,
  quantity text not null check (quantity in ('FLOW', 'PRESSURE', 'REGISTER')),
  thresholds jsonb not null,
  set_by text not null,
  set_at timestamptz not null,
  primary key (meter_kind, quantity)
);

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
      quality_code smallint not null default 0,
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
      quality_code smallint not null default 0,
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
      quality_code smallint not null default 0,
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

-- The months that may have rows: those of partitions or chunks.
create function readings.months_with_rows(parent text)
returns setof date
language plpgsql
stable
security definer
set search_path = pg_catalog
as $$
begin
  if to_regclass('timescaledb_information.chunks') is not null then
    return query execute
      'select distinct month::date
       from timescaledb_information.chunks c, generate_series(
         date_trunc(''month'', c.range_start at time zone ''UTC''), (c.range_end - interval ''1 us'') at time zone ''UTC'', interval ''1 month''
       ) as month
       where c.hypertable_schema = ''readings'' and c.hypertable_name = $1 order by 1'
      using parent;
  else
    return query
      select to_date(right(c.relname, 7), 'YYYY_MM') as month
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = format('readings.%I', parent)::regclass and c.relname ~ '_\d{4}_\d{2}$'
      order by 1;
  end if;
end $$;

-- Drops the partitions that end before a day and hold nothing. What is written to is
-- left for another time: a writer of old days holds their weeks (see hold_days).
create function readings.drop_empty_partitions(parent text, before_day date)
returns integer
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
  part record;
  holds_rows boolean;
  dropped integer := 0;
begin
  -- An empty chunk costs next to nothing, and TimescaleDB has its own ways with them.
  if to_regclass('timescaledb_information.chunks') is not null then
    return 0;
  end if;
  if parent not in ('flow_readings', 'pressure_readings', 'meter_readings') then
    raise exception 'readings.% is not a table of readings', parent;
  end if;
  set local lock_timeout = '1s';
  for part in
    select c.oid::regclass as name, to_date(right(c.relname, 7), 'YYYY_MM') as month
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = format('readings.%I', parent)::regclass and c.relname ~ '_\d{4}_\d{2}$'
      and to_date(right(c.relname, 7), 'YYYY_MM') + 31 < before_day
  loop
    execute format('select exists (select from %s)', part.name) into holds_rows;
    continue when holds_rows or exists (
      select from generate_series((part.month - date '1970-01-01') / 7, (part.month + 30 - date '1970-01-01') / 7) as week
      where not pg_try_advisory_xact_lock(
        774100 + case parent when 'flow_readings' then 1 when 'pressure_readings' then 2 else 3 end, week
      )
    );
    execute format('lock table %s in access exclusive mode', part.name);
    execute format('select exists (select from %s)', part.name) into holds_rows;
    continue when holds_rows;
    execute format('drop table %s', part.name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;

-- Which days (UTC) of which meters were written to since their roll-ups were computed. Only ever
-- added to by writers, in the transaction of what they write, so that neither waits for the other
-- and no crash forgets one. Of a DMA: its meters are no longer those that it was computed from.
create table readings.touched_days (
  id bigint generated always as identity primary key,
  quantity text not null check (quantity in ('FLOW', 'PRESSURE', 'REGISTER')),
  meter_id uuid,
  dma_id uuid,
  day date not null,
  constraint touched_days_of_one check ((meter_id is null) <> (dma_id is null))
);
create index idx_touched_days_meter on readings.touched_days (meter_id, day) where meter_id is not null;
create index idx_touched_days_dma on readings.touched_days (dma_id, day) where dma_id is not null;

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
  primary key (meter_id, quantity, day)
);

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

-- What people say of registers. One that reaches its capacity goes on at zero.
create table readings.registers (
  meter_id uuid primary key,
  capacity_m3 double precision not null check (capacity_m3 > 0),
  set_by text not null,
  set_at timestamptz not null
);

-- That a register was exchanged, or set anew, while the meter kept its serial number. A reading at
-- that very instant is one of the new register.
create table readings.register_exchanges (
  meter_id uuid not null,
  exchanged_at timestamptz not null,
  -- Null: nobody read the old one when it was taken out.
  last_register_m3 double precision,
  first_register_m3 double precision not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (meter_id, exchanged_at)
);

-- The mean flow of bulk and zone meters between two readings of their registers, for those that
-- send no flow: where one was sent, it counts and not this. Intervals of at most a day.
create table readings.derived_flows (
  meter_id uuid not null,
  recorded_at timestamptz not null,
  until_at timestamptz not null,
  flow_m3_per_hour double precision not null,
  primary key (meter_id, recorded_at)
);

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

-- What came over MQTT and cannot be stored, for a person to see. Kept for 30 days, and no more
-- than the newest hundred thousand.
create table readings.rejected_messages (
  id bigint generated always as identity primary key,
  topic text not null,
  payload_start text not null,
  reason text not null,
  message text not null,
  reading_count integer not null,
  received_at timestamptz not null
);

-- How far imports of files are, written with the rows they stored: one that was interrupted goes
-- on from there.
create table readings.imports (
  -- Of the content of the file and of what it is read with.
  fingerprint text primary key,
  file_name text not null,
  -- All up to this line is stored or rejected.
  line integer not null,
  row_count bigint not null,
  accepted_count bigint not null,
  duplicate_count bigint not null,
  rejected_count bigint not null,
  started_at timestamptz not null,
  updated_at timestamptz not null
);

-- The warm tier: a row holds the readings of a meter and day (UTC). What many days have in common
-- is said once, here; docs/adr tells how the two were measured.
create table readings.packed_headers (
  id integer generated always as identity primary key,
  dma_id uuid,
  source text not null,
  -- Place n of the arrays is phase_ms + (n - 1) * interval_ms after midnight; null: see offsets_ms.
  phase_ms integer not null,
  interval_ms integer,
  -- A whole number n stands for the value n / divisor * factor: what the sender wrote, in its unit.
  divisor double precision,
  factor double precision,
  unique nulls not distinct (dma_id, source, phase_ms, interval_ms, divisor, factor)
);

-- 1 FLOW, 2 PRESSURE, 3 REGISTER. Four bytes stand for a meter and quantity in row and index.
create table readings.packed_series (
  id integer generated always as identity primary key,
  meter_id uuid not null,
  quantity smallint not null check (quantity between 1 and 3),
  unique (meter_id, quantity)
);

-- A reading lies either here, or as a row, or in a file of the archive, and its whole day with it.
-- Arrays are null where they would say nothing; on a grid a place without a value has no reading.
create table readings.packed_days (
  series_id integer not null references readings.packed_series,
  day date not null,
  first_received_at timestamptz not null,
  -- Null when all came at once.
  last_received_at timestamptz,
  header_id integer not null references readings.packed_headers,
  reading_count integer not null,
  -- True: but for the first, what a register counted follows from its values.
  second_follows boolean,
  base integer,
  small_values smallint[],
  whole_values integer[],
  float_values double precision[],
  offsets_ms integer[],
  -- The places whose quality is not 100 and 0; null: all places.
  quality_places smallint[],
  qualities smallint[],
  quality_codes smallint[],
  -- cumulative_m3, least_pressure_m or consumption_m3; greatest_pressure_m.
  second_values double precision[],
  third_values double precision[],
  automatic boolean[],
  valid boolean[],
  dma_ids uuid[],
  sources text[],
  primary key (series_id, day)
);

-- The archive: Parquet files, and which days of which meters count in each. A file that is not
-- listed here does not exist for readers.
create table readings.archive_files (
  id integer generated always as identity primary key,
  quantity smallint not null check (quantity between 1 and 3),
  month date not null,
  name text not null unique,
  -- dropping: no reader uses it any more, and it is being deleted.
  state text not null default 'kept' check (state in ('kept', 'dropping')),
  reading_count bigint not null,
  byte_count bigint not null,
  sha256 text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  last_received_at timestamptz not null,
  written_at timestamptz not null
);
create table readings.archived_days (
  meter_id uuid not null,
  month date not null,
  file_id integer not null references readings.archive_files,
  -- Bit n is day n + 1 of the month. A day that came back to rows has lost its bit.
  days integer not null,
  quantity smallint not null,
  primary key (meter_id, quantity, month, file_id)
);
create index idx_archived_days_file on readings.archived_days (file_id, meter_id);

-- The newest day that was ever packed or archived: writers of later days need not look there.
create table readings.tier_bounds (
  quantity smallint primary key,
  moved_until date not null
);

-- Holds the days (since 1970) of a write against being moved until the transaction ends, and
-- returns those that may lie packed or archived. A lock covers seven days, so that a long import
-- holds hundreds, not thousands; who moves days tries for the same lock and otherwise comes again.
create function readings.hold_days(of_quantity smallint, of_days integer[])
returns integer[]
language plpgsql
volatile
as $$
begin
  perform pg_advisory_xact_lock_shared(774100 + of_quantity, week)
  from (select distinct d / 7 as week from unnest(of_days) as d order by 1) weeks;
  -- A statement of its own: it sees what was moved while the locks were waited for.
  return (
    select array_agg(d)
    from readings.tier_bounds b, unnest(of_days) as d
    where b.quantity = of_quantity and date '1970-01-01' + d <= b.moved_until
  );
end $$;

create view readings.unpacked_readings as
select s.quantity, s.meter_id, p.day, v.place, p.second_follows,
  case when p.dma_ids is null then h.dma_id else p.dma_ids[v.place] end as dma_id,
  p.day::timestamp at time zone 'UTC'
    + coalesce(v.offset_ms, h.phase_ms + (v.place - 1) * h.interval_ms) * interval '1 millisecond' as recorded_at,
  coalesce(v.float_value, coalesce(v.small_value + p.base, v.whole_value) / h.divisor * h.factor) as value,
  v.second_value, v.third_value,
  coalesce(v.automatic, false) as automatic,
  coalesce(v.valid, true) as valid,
  (case when p.qualities is null then 100 when p.quality_places is null then p.qualities[v.place]
    else coalesce(p.qualities[array_position(p.quality_places, v.place::smallint)], 100) end)::smallint as quality,
  (case when p.quality_codes is null then 0 when p.quality_places is null then p.quality_codes[v.place]
    else coalesce(p.quality_codes[array_position(p.quality_places, v.place::smallint)], 0) end)::smallint as quality_code,
  coalesce(p.sources[v.place], h.source) as source,
  -- Of the times between only the first and the last are kept.
  case when v.place = coalesce(cardinality(p.offsets_ms), cardinality(p.small_values),
    cardinality(p.whole_values), cardinality(p.float_values))
    then coalesce(p.last_received_at, p.first_received_at) else p.first_received_at end as received_at
from readings.packed_series s
join readings.packed_days p on p.series_id = s.id
join readings.packed_headers h on h.id = p.header_id
cross join lateral unnest(
  p.small_values, p.whole_values, p.float_values, p.offsets_ms, p.second_values, p.third_values, p.automatic, p.valid
) with ordinality as v (
  small_value, whole_value, float_value, offset_ms, second_value, third_value, automatic, valid, place
)
where h.interval_ms is null or v.small_value is not null or v.whole_value is not null or v.float_value is not null;

create view readings.unpacked_registers as
select u.meter_id, u.day, u.dma_id, u.recorded_at, u.value,
  case when u.second_follows and u.before is not null then u.value - u.before
    else u.second_value end as consumption_m3,
  u.automatic, u.valid, u.quality, u.quality_code, u.source, u.received_at
from (
  select *, lag(value) over (partition by meter_id, day order by place) as before
  from readings.unpacked_readings
  where quantity = 3
) u;

create view readings.published_flow_readings as
select meter_id, dma_id, recorded_at, flow_m3_per_hour, cumulative_m3, quality from readings.flow_readings
union all
select meter_id, dma_id, recorded_at, value, second_value, quality from readings.unpacked_readings where quantity = 1;

create view readings.published_pressure_readings as
select meter_id, dma_id, recorded_at, pressure_m, quality from readings.pressure_readings
union all
select meter_id, dma_id, recorded_at, value, quality from readings.unpacked_readings where quantity = 2;

create view readings.published_meter_readings as
select meter_id, dma_id, recorded_at, register_m3, consumption_m3, valid, quality from readings.meter_readings
union all
select meter_id, dma_id, recorded_at, value, consumption_m3, valid, quality from readings.unpacked_registers;

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

-- The first and last of them: between the two some days may well be up to date.
create function readings.pending_dma_days(
  dma_ids uuid[],
  of_quantity text,
  first_day date,
  last_day date
)
returns table (dma_id uuid, first_pending_day date, last_pending_day date)
language sql
stable
parallel safe
as $$
  select p.dma_id, greatest(min(p.day), first_day), least(max(p.day), last_day)
  from readings.touched_dma_days(dma_ids, of_quantity, first_day, last_day) p
  group by p.dma_id
$$;

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

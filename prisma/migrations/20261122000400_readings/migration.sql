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
-- partitions made by readings.ensure_partitions.
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

-- The native partitions of a table of readings: a day (UTC) each, or a month.
create function readings.partitions_of(parent text)
returns table (name regclass, month date, first_day date, end_day date)
language sql
stable
set search_path = pg_catalog
as $$
  select p.oid::regclass, date_trunc('month', p.first_day::timestamp)::date, p.first_day,
    case when p.is_month then (p.first_day + interval '1 month')::date else p.first_day + 1 end
  from (
    select c.oid, c.relname ~ '_\d{4}_\d{2}$' as is_month,
      to_date(substring(c.relname from '_(\d{4}_\d{2}(?:_\d{2})?)$'), 'YYYY_MM_DD') as first_day
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = format('readings.%I', parent)::regclass
      and c.relname ~ '_\d{4}_\d{2}(_\d{2})?$'
  ) p
$$;

-- Makes the partitions that rows of [from_at, to_at] need; nothing to do for a hypertable. A day has
-- its own, so that retention drops it instead of deleting its rows. A month that was over two months
-- ago has one: history is loaded at once, and thousands of days would slow every plan down.
-- Security definer: the telemetry role may add partitions without owning the tables.
create function readings.ensure_partitions(parent text, from_at timestamptz, to_at timestamptz)
returns void
language plpgsql
security definer
set search_path = pg_catalog
as $$
declare
  last_day date := (to_at at time zone 'UTC')::date;
  first_day date := (from_at at time zone 'UTC')::date;
  end_day date;
  month date;
begin
  if parent not in ('flow_readings', 'pressure_readings', 'meter_readings') then
    raise exception 'readings.% is not a table of readings', parent;
  end if;
  if not exists (
    select from pg_class where oid = format('readings.%I', parent)::regclass and relkind = 'p'
  ) then
    return;
  end if;
  while first_day <= last_day loop
    month := date_trunc('month', first_day::timestamp)::date;
    end_day := first_day + 1;
    if to_regclass(format('readings.%I', parent || to_char(month, '_YYYY_MM'))) is not null then
      end_day := (month + interval '1 month')::date;
    elsif to_regclass(format('readings.%I', parent || to_char(first_day, '_YYYY_MM_DD'))) is null then
      end_day := readings.make_partition(parent, month, first_day);
    end if;
    first_day := end_day;
  end loop;
end $$;

-- Makes the partition of a day, or of its month; returns the day after it.
create function readings.make_partition(parent text, month date, first_day date)
returns date
language plpgsql
set search_path = pg_catalog
as $$
declare
  whole_month boolean;
  from_day date := first_day;
  end_day date := first_day + 1;
begin
  -- Two imports may want the same days at once.
  perform pg_advisory_xact_lock(hashtext(parent || to_char(month, '_YYYY_MM')));
  whole_month := month + interval '3 months' <= (now() at time zone 'UTC')::date
    and not exists (
      select from readings.partitions_of(parent) p where p.month = make_partition.month
    );
  if whole_month then
    from_day := month;
    end_day := (month + interval '1 month')::date;
  end if;
  -- What another made in the meantime is a day or the whole month.
  if to_regclass(format('readings.%I', parent || to_char(month, '_YYYY_MM'))) is null then
    execute format(
      'create table if not exists readings.%I partition of readings.%I for values from (%L) to (%L)',
      parent || to_char(from_day, case when whole_month then '_YYYY_MM' else '_YYYY_MM_DD' end),
      parent, from_day::timestamp at time zone 'UTC', end_day::timestamp at time zone 'UTC'
    );
  end if;
  return end_day;
end $$;

-- The partitions or chunks of a table of readings.
-- Security definer: TimescaleDB shows its chunks to the owner alone.
create function readings.parts_of(parent text)
returns table (name regclass, first_day date, end_day date)
language plpgsql
stable
security definer
set search_path = pg_catalog
as $$
begin
  if to_regclass('timescaledb_information.chunks') is null then
    return query select p.name, p.first_day, p.end_day from readings.partitions_of(parent) p;
    return;
  end if;
  return query execute
    'select format(''%I.%I'', k.chunk_schema, k.chunk_name)::regclass,
       (k.range_start at time zone ''UTC'')::date, (k.range_end at time zone ''UTC'')::date
     from timescaledb_information.chunks k
     where k.hypertable_schema = ''readings'' and k.hypertable_name = $1'
    using parent;
end $$;

-- The months that may have rows: those of partitions or chunks.
create function readings.months_with_rows(parent text)
returns setof date
language sql
stable
set search_path = pg_catalog
as $$
  select distinct month::date
  from readings.parts_of(parent) p, generate_series(
    date_trunc('month', p.first_day::timestamp), p.end_day - interval '1 day', interval '1 month'
  ) as month
  order by 1
$$;

-- Drops the partitions or chunks that end before a day and hold nothing: all they held was packed or
-- archived, which deletes the rows in the transaction that lists the checked file. What is written
-- to or read is left for another time: a writer of old days holds their weeks (see hold_days).
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
  if parent not in ('flow_readings', 'pressure_readings', 'meter_readings') then
    raise exception 'readings.% is not a table of readings', parent;
  end if;
  set local lock_timeout = '1s';
  for part in select * from readings.parts_of(parent) p where p.end_day <= before_day
  loop
    execute format('select exists (select from %s)', part.name) into holds_rows;
    continue when holds_rows or exists (
      select from generate_series(
        (part.first_day - date '1970-01-01') / 7, (part.end_day - 1 - date '1970-01-01') / 7
      ) as week
      where not pg_try_advisory_xact_lock(
        774100 + case parent when 'flow_readings' then 1 when 'pressure_readings' then 2 else 3 end, week
      )
    );
    begin
      execute format('lock table %s in access exclusive mode', part.name);
      execute format('select exists (select from %s)', part.name) into holds_rows;
      continue when holds_rows;
      -- TimescaleDB takes a chunk that is dropped like a table out of its catalogue.
      execute format('drop table %s', part.name);
      dropped := dropped + 1;
    exception when lock_not_available then
      null;
    end;
  end loop;
  return dropped;
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

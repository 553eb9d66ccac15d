-- Owner: telemetry. Where readings go when they grow old.

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

-- What the partitions or chunks hold that begin before a day, by what the server knows of its tables:
-- counting the rows of a big utility would take minutes. Never analysed: about a hundred bytes a row.
create function readings.estimate_rows(parent text, before_day date)
returns table (first_day date, end_day date, row_count double precision, byte_count double precision)
language sql
stable
set search_path = pg_catalog
as $$
  select p.first_day, p.end_day,
    case when c.reltuples > 0 and c.relpages > 0
      then c.reltuples::float8 / c.relpages * (pg_relation_size(c.oid) / 8192.0)
      else pg_relation_size(c.oid) / 100.0 end::float8,
    pg_total_relation_size(c.oid)::float8
  from readings.parts_of(parent) p
  join pg_class c on c.oid = p.name
  where p.first_day < before_day
$$;

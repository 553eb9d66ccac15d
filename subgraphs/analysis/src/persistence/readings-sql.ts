import { areaScopeCondition } from '@waris/service-kit';
import { dailyUseMargin95Ratio } from '../domain/billed-consumption.ts';

// All take DMA ids, the period's ends and the caller's scope, and read published views only.

const dmas = `dmas as (
    select d.id, d.time_zone from dma.published_dmas d
    where d.id = any($1::uuid[]) and ${areaScopeCondition(
      { region: 'd.region_id', branch: 'd.branch_id', dma: 'd.id' },
      4,
    )}
  )`;

/**
 * Quarter-hours as one binary column a DMA, each with its place so that no order is needed: a month
 * of many DMAs as rows, or sorted, costs far more.
 */
export const inflowGridSql = `
  with ${dmas}
  select f.dma_id as "dmaId",
    string_agg(
      int4send((extract(epoch from f.bucket_at - $2::timestamptz) / 900)::integer)
        || float8send(f.net_inflow_m3_per_hour), ''::bytea
    ) as samples
  from readings.published_dma_net_inflow(
    (select array_agg(d.id) from dmas d), $2::timestamptz, $3::timestamptz, interval '15 minutes'
  ) f
  where f.net_inflow_m3_per_hour is not null
  group by f.dma_id`;

/** Means of the hours from 02:00 to 04:00 local time, by date; a night that lacks one is left out. */
export const nightMeansSql = `
  with ${dmas}
  select f.dma_id as "dmaId", array_agg(f.day::text order by f.day) as days,
    array_agg(f.mean order by f.day) as flows
  from (
    select f.dma_id, (f.bucket_at at time zone d.time_zone)::date as day,
      avg(f.net_inflow_m3_per_hour) as mean
    from readings.published_dma_net_inflow(
      (select array_agg(d.id) from dmas d), date_trunc('hour', $2::timestamptz), $3::timestamptz,
      interval '1 hour'
    ) f
    join dmas d on d.id = f.dma_id
    where extract(hour from f.bucket_at at time zone d.time_zone) in (2, 3)
      and f.net_inflow_m3_per_hour is not null
    group by 1, 2
    having count(*) >= 2
  ) f
  group by f.dma_id`;

/**
 * Hours from the start of the period, summed by local hour of day; the last may be shorter. Of hours
 * that were read in part, what was read: on a day with one quarter in each, readings come by the hour.
 */
export const inflowByHourSql = `
  with ${dmas},
  buckets as (
    select bucket_at,
      least(1, extract(epoch from $3::timestamptz - bucket_at) / 3600)::double precision as hours
    from generate_series(
      $2::timestamptz, $3::timestamptz - interval '1 microsecond', interval '1 hour'
    ) as bucket_at
  ),
  expected as (
    select z.time_zone, extract(hour from b.bucket_at at time zone z.time_zone)::integer as hour,
      sum(b.hours) as hours
    from (select distinct time_zone from dmas) z
    cross join buckets b
    group by 1, 2
  ),
  part_days as (
    select q.dma_id, q.day, q.quarters::double precision / (q.hours * q.most_in_hour) as read_ratio
    from readings.published_dma_read_quarters(
      (select array_agg(d.id) from dmas d), ($2::timestamptz at time zone 'UTC')::date,
      ($3::timestamptz at time zone 'UTC')::date
    ) q
    where q.quarters > q.hours and q.quarters < q.hours * q.most_in_hour
  ),
  present as (
    select f.dma_id, extract(hour from f.bucket_at at time zone d.time_zone)::integer as hour,
      sum(b.hours) as hours, sum(b.hours * coalesce(p.read_ratio, 1)) as read_hours,
      sum(f.net_inflow_m3_per_hour * b.hours order by f.bucket_at) as volume_m3
    from readings.published_dma_net_inflow(
      (select array_agg(d.id) from dmas d), $2::timestamptz, $3::timestamptz, interval '1 hour'
    ) f
    join dmas d on d.id = f.dma_id
    join buckets b on b.bucket_at = f.bucket_at
    left join part_days p on p.dma_id = f.dma_id and p.day = (f.bucket_at at time zone 'UTC')::date
    where f.net_inflow_m3_per_hour is not null
    group by 1, 2
  )
  select d.id as "dmaId", e.hours as "expectedHours", coalesce(p.hours, 0) as "presentHours",
    coalesce(p.read_hours, 0) as "readHours",
    coalesce(p.volume_m3, 0) as "volumeM3"
  from dmas d
  join expected e on e.time_zone = d.time_zone
  left join present p on p.dma_id = d.id and p.hour = e.hour
  order by d.id, e.hour`;

/**
 * Registers may be read up to 100 days apart (quarterly billing). A valid reading without a
 * register brings its own consumption; a register that went back counts only when it does. A meter is
 * wanted, and can have measured, while it was in service, so that one of two counts when exchanged. All
 * customers live through the same days, so their margins of spreading add up.
 */
export const customerReadingsSql = `
  with ${dmas},
  meters as (
    select m.id, m.dma_id, m.state in ('active', 'faulty') as in_service,
      coalesce(m.in_service_from, '-infinity') as since_at, coalesce(m.retired_at, 'infinity') as until_at,
      extract(epoch from least(m.retired_at, $3::timestamptz) - greatest(m.in_service_from, $2::timestamptz))
        ::double precision as wanted_seconds
    from dma.published_meters m
    where m.kind = 'customer' and m.dma_id in (select d.id from dmas d)
      and coalesce(m.in_service_from < $3::timestamptz, true)
      and coalesce(m.retired_at > $2::timestamptz, true)
  ),
  readings as (
    select r.meter_id, r.recorded_at as ended_at, lag(r.recorded_at) over w as started_at,
      r.consumption_m3, r.register_m3 - lag(r.register_m3) over w as advance_m3
    from readings.published_register_readings(
      (select array_agg(m.id) from meters m),
      $2::timestamptz - interval '100 days', $3::timestamptz + interval '100 days'
    ) r
    window w as (partition by r.meter_id order by r.recorded_at)
  ),
  -- What was read after a meter was taken out, or before it was put in, was used in between.
  served as (
    select r.meter_id, greatest(r.started_at, m.since_at) as started_at,
      least(r.ended_at, m.until_at) as ended_at, r.advance_m3, r.consumption_m3
    from readings r
    join meters m on m.id = r.meter_id
    where r.started_at is not null
  ),
  stretches as (
    select meter_id,
      case when advance_m3 >= 0 then advance_m3 when consumption_m3 >= 0 then consumption_m3 end
        as volume_m3,
      coalesce(advance_m3 < 0, false) and consumption_m3 is null as went_back,
      extract(epoch from least(ended_at, $3::timestamptz) - greatest(started_at, $2::timestamptz))
        ::double precision as seconds,
      extract(epoch from ended_at - started_at)::double precision as length_seconds
    from served
    where started_at < $3::timestamptz and ended_at > $2::timestamptz and started_at < ended_at
  ),
  by_meter as (
    select meter_id, sum(seconds) filter (where volume_m3 is not null) as seconds,
      sum(volume_m3 * (seconds / length_seconds)) as volume_m3,
      sum(volume_m3 * (seconds / length_seconds) * least(
        1, ${dailyUseMargin95Ratio} * sqrt((1 - seconds / length_seconds) * 86400 / seconds)
      )) as spread_margin_m3,
      bool_or(went_back) as went_back
    from stretches
    group by meter_id
  )
  select m.dma_id as "dmaId",
    count(*) filter (where m.in_service or s.seconds is not null) as meters,
    count(*) filter (where m.in_service and s.seconds is null) as "metersWithoutReadings",
    coalesce(sum(m.wanted_seconds) filter (where m.in_service or s.seconds is not null), 0)
      as "wantedSeconds",
    coalesce(sum(s.seconds), 0) as "coveredSeconds",
    coalesce(sum(s.volume_m3 order by m.id), 0) as "volumeM3",
    coalesce(sum(s.spread_margin_m3 order by m.id), 0) as "spreadMargin95M3",
    count(*) filter (where s.went_back) as "registersThatWentBack"
  from meters m
  left join by_meter s on s.meter_id = m.id
  group by m.dma_id`;

/** Means by local hour of day, from the whole hours of the clock that begin in the period. */
export const hourlyPressuresSql = `
  with ${dmas}
  select d.id as "dmaId", extract(hour from p.bucket_at at time zone d.time_zone)::integer as hour,
    avg(p.pressure_m) as "pressureM"
  from readings.published_dma_pressure(
    (select array_agg(d.id) from dmas d),
    to_timestamp(ceil(extract(epoch from $2::timestamptz) / 3600) * 3600), $3::timestamptz, interval '1 hour'
  ) p
  join dmas d on d.id = p.dma_id
  group by 1, 2`;

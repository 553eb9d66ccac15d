/**
 * DMAs with flow readings of which something has a revision above $2, and which of their days have
 * revisions that no watermark of the models $1 knows.
 */
export const publishedDaysSql = `
  with seen as (
    select w.dma_id, min(w.data_revision) as revision
    from analysis.watermarks w
    where w.model_version = any($1::text[])
    group by w.dma_id
  )
  select d.id as "dmaId", d.time_zone as "timeZone", first.day as "firstDay", last.day as "lastDay",
    changes.changed_day as "changedDay", coalesce(changes.revision, s.revision) as revision
  from dma.published_dmas d
  left join seen s on s.dma_id = d.id
  cross join lateral (
    select p.day from readings.published_dma_days p
    where p.dma_id = d.id and p.quantity = 'FLOW' order by p.day limit 1
  ) first
  cross join lateral (
    select p.day from readings.published_dma_days p
    -- A meter whose clock is wrong must not end days that have not come yet.
    where p.dma_id = d.id and p.quantity = 'FLOW' and p.day <= (now() at time zone 'UTC')::date + 1
    order by p.day desc limit 1
  ) last
  cross join lateral (
    select min(p.day) as changed_day, max(p.revision) as revision
    from readings.published_dma_days p
    where p.dma_id = d.id and p.revision > coalesce(s.revision, -1)
  ) changes
  where d.active and d.id in (
    select p.dma_id from readings.published_dma_days p where p.revision > $2
  )`;

export const latestRevisionSql = `
  select max(revision) as revision from readings.published_dma_days`;

export const watermarksSql = `
  select w.dma_id as "dmaId", w.model_version as "modelVersion", w.first_day as "firstDay",
    w.evaluated_through as "evaluatedThrough", w.data_revision as revision
  from analysis.watermarks w
  where w.model_version = any($1::text[]) and ($2::uuid[] is null or w.dma_id = any($2))`;

/** DMAs of $1 that have net inflow in the quarter-hour before an instant or the hour after it. */
export const inflowAroundSql = `
  select distinct f.dma_id as "dmaId"
  from readings.published_dma_net_inflow(
    $1::uuid[], $2::timestamptz - interval '15 minutes', $2::timestamptz + interval '1 hour',
    interval '15 minutes'
  ) f
  where f.net_inflow_m3_per_hour is not null`;

// More meters than that in one area would make the pairs of them too many to keep.
const mostSensors = 40;

/** The pressure meters of the DMAs $1. */
export const sensorsSql = `
  select s.dma_id as "dmaId", s.id, s.in_service_from as "inServiceAt", s.retired_at as "retiredAt"
  from (
    select m.dma_id, m.id, m.in_service_from, m.retired_at,
      row_number() over (partition by m.dma_id order by m.id) as place
    from dma.published_meters m
    where m.dma_id = any($1::uuid[]) and m.kind = 'pressure'
  ) s
  where s.place <= ${mostSensors}
  order by s.dma_id, s.id`;

/** The tank of each of the DMAs $1 that has one and no more. */
export const tankSurfacesSql = `
  select t.dma_id as "dmaId", min(t.surface_area_m2) as "surfaceM2"
  from dma.published_tanks t
  where t.dma_id = any($1::uuid[])
  group by t.dma_id
  having count(*) = 1`;

/** Quarter-hours of the meters $1 as two binary columns; a meter without readings is absent. */
export const pressureColumnsSql = `
  select r.meter_id as "meterId",
    string_agg(int4send((extract(epoch from r.bucket_at - $2::timestamptz)::bigint / 900)::integer),
      ''::bytea order by r.bucket_at) as buckets,
    string_agg(float8send(r.pressure_m), ''::bytea order by r.bucket_at) as pressures
  from readings.published_meter_pressure($1::uuid[], $2::timestamptz, $3::timestamptz) r
  group by r.meter_id`;

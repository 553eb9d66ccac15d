import { areaScopeCondition } from '@waris/service-kit';

export const modelRolesSql = `
  select model_version as "modelVersion", role from analysis.model_roles`;

export const lockModelRolesSql = `select pg_advisory_xact_lock(hashtext('analysis.model_roles'))`;

export const setModelRolesSql = `
  insert into analysis.model_roles (model_version, kind, role, set_by, set_at)
  select r.*, $4, $5::timestamptz from unnest($1::text[], $2::text[], $3::text[]) as r
  on conflict (model_version) do update
  set role = excluded.role, set_by = excluded.set_by, set_at = excluded.set_at`;

/** Events that begin this close together in one DMA are about one incident. */
const together = `interval '7 days'`;

/** How models fared on what the caller sees, from the outcomes that people told. */
export const modelScoresSql = `
  with said as (
    select p.id, p.dma_id, p.kind, p.model_version, p.outcome, p.data_until, p.truth,
      coalesce(p.actual_start_at, e.start_at) as start_at
    from analysis.ai_predictions p
    join dma.published_dmas d on d.id = p.dma_id
    left join analysis.events e on e.id = p.id
    where e.withdrawn_at is null
      and ${areaScopeCondition({ region: 'd.region_id', branch: 'd.branch_id', dma: 'd.id' })}
  ),
  told as materialized (
    select * from said where outcome in ('confirmed', 'false alarm') and start_at is not null
  ),
  judged as (
    select distinct on (s.id) s.model_version, s.data_until, s.truth,
      coalesce(s.outcome, t.outcome) as outcome
    from said s
    left join told t on t.dma_id = s.dma_id and t.kind = s.kind
      and t.start_at between s.start_at - ${together} and s.start_at + ${together}
    order by s.id, abs(extract(epoch from t.start_at - s.start_at)), t.id
  ),
  incidents as materialized (
    select t.* from told t
    where t.outcome = 'confirmed' and not exists (
      select from told o
      where o.outcome = 'confirmed' and o.dma_id = t.dma_id and o.kind = t.kind
        and o.start_at >= t.start_at - ${together} and (o.start_at, o.id) < (t.start_at, t.id)
    )
  ),
  seen as (
    select s.model_version, count(distinct i.id) as incidents
    from incidents i
    join said s on s.dma_id = i.dma_id and s.kind = i.kind
      and s.start_at between i.start_at - ${together} and i.start_at + ${together}
    group by s.model_version
  )
  select j.model_version as "modelVersion", count(*) as "predictionCount",
    count(*) filter (where j.outcome is not null) as "validatedCount",
    count(*) filter (where j.outcome = 'confirmed') as "confirmedCount",
    count(*) filter (where j.outcome = 'false alarm') as "falseAlarmCount",
    coalesce(max(v.incidents), 0) as "incidentsSeen",
    count(*) filter (where j.truth is not null) as "scoredForecastCount",
    avg((j.truth ->> 'meanErrorDay1')::float8) as "meanErrorDay1M3PerHour",
    avg((j.truth ->> 'greatestErrorDay1')::float8) as "greatestErrorDay1M3PerHour",
    avg((j.truth ->> 'meanErrorDays2To7')::float8) as "meanErrorDays2To7M3PerHour",
    min(j.data_until) as "sinceAt",
    (select jsonb_object_agg(kind, n) from (
      select kind, count(*) as n from incidents group by kind
    ) k) as incidents
  from judged j
  left join seen v on v.model_version = j.model_version
  group by j.model_version`;

/**
 * How far the models $1 have got with the DMAs that the caller sees. The last UTC day with readings
 * is not counted: a local day that ends in it may not be over.
 */
export const modelProgressSql = `
  with waiting as (
    select v.model_version, greatest(0, last.day - 1 - coalesce(
        w.evaluated_through,
        -- The local day before the first that begins on or after the first UTC day.
        (first.day::timestamp at time zone 'UTC' at time zone d.time_zone - interval '1 second')::date
      )) as days
    from dma.published_dmas d
    cross join lateral (
      select p.day from readings.published_dma_days p
      where p.dma_id = d.id and p.quantity = 'FLOW' order by p.day limit 1
    ) first
    cross join lateral (
      select p.day from readings.published_dma_days p
      where p.dma_id = d.id and p.quantity = 'FLOW' and p.day <= (now() at time zone 'UTC')::date + 1
      order by p.day desc limit 1
    ) last
    cross join unnest($1::text[]) as v (model_version)
    left join analysis.watermarks w on w.dma_id = d.id and w.model_version = v.model_version
    where d.active
      and ${areaScopeCondition({ region: 'd.region_id', branch: 'd.branch_id', dma: 'd.id' }, 2)}
  )
  select model_version as "modelVersion", count(*) as "dmaCount",
    count(*) filter (where days = 0) as "upToDateDmaCount", sum(days) as "waitingDayCount"
  from waiting
  group by model_version`;

/**
 * What was asked of days that a model ($2) judged anew of a DMA ($1), from an instant on ($3), and
 * is not asked any more: events ($4) and instants ($5) are.
 */
export const dropPlacesSql = `
  delete from analysis.burst_locations l
  using unnest($1::uuid[], $2::text[], $3::timestamptz[]) as w (dma_id, model_version, from_at),
    analysis.events e
  where l.dma_id = w.dma_id and l.known_until_at > w.from_at
    and e.id = l.event_id and e.model_version = w.model_version
    and not exists (
      select from unnest($4::uuid[], $5::timestamptz[]) as a (event_id, known_until_at)
      where a.event_id = l.event_id and a.known_until_at = l.known_until_at
    )`;

export const askPlacesSql = `
  insert into analysis.burst_locations as l (event_id, dma_id, known_until_at, request)
  select a.event_id, a.dma_id, a.known_until_at, a.request
  from jsonb_to_recordset($1::jsonb) as a (event_id uuid, dma_id uuid, known_until_at timestamptz,
    changed_at timestamptz, request jsonb)
  on conflict (event_id, known_until_at) do update
  set request = excluded.request, answer = null, outcome = null, answered_at = null
  where l.request is distinct from excluded.request or l.known_until_at > (
    select a.changed_at
    from jsonb_to_recordset($1::jsonb) as a (event_id uuid, known_until_at timestamptz, changed_at timestamptz)
    where a.event_id = l.event_id and a.known_until_at = l.known_until_at
  )`;

/**
 * The latest question of each event that holds, of those not answered yet; and of those that had no
 * hydraulic model, where there is one now. The latest instants first.
 */
export const openPlacesSql = `
  select l.event_id as "eventId", l.dma_id as "dmaId", l.request
  from analysis.burst_locations l
  join analysis.events e on e.id = l.event_id and e.withdrawn_at is null
  where (l.outcome is null or l.outcome = 'no hydraulic model')
    and (
      l.outcome is null or e.ended_at is null and exists (
        select from dma.published_network_models m where l.dma_id = any(m.dma_ids)
      )
    )
    and not exists (
      select from analysis.burst_locations later
      where later.event_id = l.event_id and later.known_until_at > l.known_until_at
    )
  order by l.known_until_at desc, l.event_id
  limit $1`;

/** Questions that a later one has overtaken need no answer any more. */
export const dropOvertakenSql = `
  delete from analysis.burst_locations l
  where l.outcome is null and exists (
    select from analysis.burst_locations later
    where later.event_id = l.event_id and later.known_until_at > l.known_until_at
  )`;

/** Unless it was asked otherwise in the meantime. */
export const answerPlaceSql = `
  update analysis.burst_locations
  set answer = $4::jsonb, outcome = $5, answered_at = $6
  where event_id = $1 and known_until_at = $2 and request = $3::jsonb`;

/** The file that a DMA was last read from, and the DMAs that were read from the same. */
export const networkModelSql = `
  select m.sha256, m.file_name as "fileName", m.inp_text as "inpText", m.dma_ids as "dmaIds"
  from dma.published_network_models m
  where $1::uuid = any(m.dma_ids)`;

/**
 * Pressure meters of the DMAs $1 that are in use at an instant ($3): those of the DMA $2 first, then
 * the nearest to them.
 */
export const pressureSitesSql = `
  select m.id as "meterId", m.dma_id as "dmaId", m.state, m.in_service_from as "inServiceAt",
    s.node_code as "node", s.distance_m as "distanceM"
  from dma.published_meters m
  left join dma.published_pressure_sites s on s.meter_id = m.id
  cross join (
    select avg(o.longitude) as longitude, avg(o.latitude) as latitude
    from dma.published_pressure_sites o where o.dma_id = $2
  ) own
  where m.dma_id = any($1::uuid[]) and m.kind = 'pressure'
    and (m.retired_at is null or m.retired_at >= $3)
  order by m.dma_id <> $2, (s.longitude - own.longitude) ^ 2 + (s.latitude - own.latitude) ^ 2, m.id
  limit $4`;

/**
 * When bursts of other DMAs ($1 without $2) that are at least so large ($5) began or ended after an
 * instant ($3), as far as was known at another ($4). The model is $6. Milliseconds.
 */
export const changesOfOthersSql = `
  select distinct c.at_ms as "atMs"
  from analysis.events e
  cross join lateral (
    select (r ->> 'startMs')::float8 as at_ms
    from jsonb_array_elements(e.details -> 'rises') r
    where (r ->> 'detectedMs')::float8 <= $4 and (r ->> 'sizeM3PerHour')::float8 >= $5
    union all
    select extract(epoch from e.ended_at)::float8 * 1000
    where (e.details ->> 'endSeenMs')::float8 <= $4 and e.size_m3_per_hour >= $5
  ) c
  where e.dma_id = any($1::uuid[]) and e.dma_id <> $2 and e.kind = 'burst' and e.model_version = $6
    and e.withdrawn_at is null and c.at_ms between $3 and $4
  order by 1`;

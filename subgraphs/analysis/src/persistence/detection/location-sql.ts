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
  set request = excluded.request, answer = null, answered_at = null
  where l.request is distinct from excluded.request or l.known_until_at > (
    select a.changed_at
    from jsonb_to_recordset($1::jsonb) as a (event_id uuid, known_until_at timestamptz, changed_at timestamptz)
    where a.event_id = l.event_id and a.known_until_at = l.known_until_at
  )`;

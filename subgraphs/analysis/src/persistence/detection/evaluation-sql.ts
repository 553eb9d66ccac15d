/** One writer at a time, so that the numbers of changes rise in the order of commits. */
export const lockEvaluationsSql = `select pg_advisory_xact_lock(hashtext('analysis.events'))`;

/** For each DMA ($1) and model ($2) the latest state before a local day ($3). */
export const statesSql = `
  select w.dma_id as "dmaId", w.model_version as "modelVersion", s.before_day as "beforeDay", s.state
  from unnest($1::uuid[], $2::text[], $3::date[]) as w (dma_id, model_version, before_day)
  cross join lateral (
    select s.before_day, s.state
    from analysis.model_states s
    where s.dma_id = w.dma_id and s.model_version = w.model_version and s.before_day <= w.before_day
    order by s.before_day desc
    limit 1
  ) s`;

/** For each DMA ($1) and model ($2) the events seen or ended after an instant ($3), or still open. */
export const knownEventsSql = `
  select e.id, e.dma_id as "dmaId", e.model_version as "modelVersion", e.kind,
    (extract(epoch from e.start_at) * 1000)::float8 as "startMs",
    (extract(epoch from e.detected_at) * 1000)::float8 as "detectedMs",
    e.withdrawn_at is not null as "isWithdrawn"
  from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as w (dma_id, model_version, after_at)
  join analysis.events e on e.dma_id = w.dma_id and e.model_version = w.model_version
    and (e.detected_at > w.after_at or e.ended_at is null or e.ended_at > w.after_at)`;

const columns = `start_at, detected_at, ended_at, size_m3_per_hour, size_margin_m3_per_hour,
  confidence, priority, approaches, details, evidence`;

const values = (row: string) =>
  columns
    .split(',')
    .map((column) => `${row}.${column.trim()}`)
    .join(', ');

/** An event that is as it was keeps its change number. */
export const keepEventsSql = `
  insert into analysis.events as e (id, dma_id, kind, model_version, ${columns}, data_revision,
    change_number, created_at, changed_at)
  select n.id, n.dma_id, n.kind, n.model_version, n.start_at, n.detected_at, n.ended_at,
    n.size_m3_per_hour, n.size_margin_m3_per_hour, n.confidence, n.priority,
    array(select jsonb_array_elements_text(n.approaches)), n.details, n.evidence, n.data_revision,
    nextval('analysis.event_changes'), $2::timestamptz, $2::timestamptz
  from jsonb_to_recordset($1::jsonb) as n (id uuid, dma_id uuid, kind text, model_version text,
    start_at timestamptz, detected_at timestamptz, ended_at timestamptz,
    size_m3_per_hour double precision, size_margin_m3_per_hour double precision,
    confidence double precision, priority text, approaches jsonb, details jsonb, evidence jsonb,
    data_revision bigint)
  on conflict (id) do update
  set (${columns}, data_revision, change_number, changed_at) =
      (${values('excluded')}, excluded.data_revision, excluded.change_number, excluded.changed_at),
    withdrawn_at = null, withdrawal_reason = null
  where e.withdrawn_at is not null
    or (${values('e')}) is distinct from (${values('excluded')})`;

export const withdrawEventsSql = `
  update analysis.events
  set withdrawn_at = $3::timestamptz, withdrawal_reason = w.reason,
    changed_at = $3::timestamptz, change_number = nextval('analysis.event_changes')
  from unnest($1::uuid[], $2::text[]) as w (event_id, reason)
  where id = w.event_id`;

/** What was said once stays said, whatever becomes of the event. */
export const keepPredictionsSql = `
  insert into analysis.ai_predictions (id, dma_id, kind, model_version, inputs, content, confidence,
    data_until, created_at)
  select n.id, n.dma_id, n.kind, n.model_version, n.inputs, n.content, n.confidence, n.data_until,
    $2::timestamptz
  from jsonb_to_recordset($1::jsonb) as n (id uuid, dma_id uuid, kind text, model_version text,
    inputs jsonb, content jsonb, confidence double precision, data_until timestamptz)
  on conflict (id) do nothing`;

export const keepWatermarksSql = `
  insert into analysis.watermarks (dma_id, model_version, first_day, evaluated_through,
    data_revision, evaluated_at)
  select w.*, $6::timestamptz
  from unnest($1::uuid[], $2::text[], $3::date[], $4::date[], $5::bigint[]) as w
  on conflict (dma_id, model_version) do update
  set first_day = excluded.first_day, evaluated_through = excluded.evaluated_through,
    data_revision = excluded.data_revision, evaluated_at = excluded.evaluated_at`;

/** States after where the evaluation began are replaced; of those before, some are kept ($4). */
export const dropStatesSql = `
  delete from analysis.model_states s
  using unnest($1::uuid[], $2::text[], $3::date[]) as w (dma_id, model_version, began_day)
  where s.dma_id = w.dma_id and s.model_version = w.model_version
    and (s.before_day > w.began_day or not s.before_day = any($4::date[]))`;

// One value of bytes travels as it is; an array of them as text of twice the size, which costs more
// than all the judging.
export const keepStatesSql = `
  insert into analysis.model_states (dma_id, model_version, before_day, state)
  select s.dma_id, s.model_version, s.before_day, substr($4::bytea, s.place, s.length)
  from unnest($1::uuid[], $2::text[], $3::date[], $5::integer[], $6::integer[])
    as s (dma_id, model_version, before_day, place, length)
  on conflict (dma_id, model_version, before_day) do update set state = excluded.state`;

export const keepTruthsSql = `
  update analysis.ai_predictions
  set truth = t.truth
  from unnest($1::uuid[], $2::jsonb[]) as t (prediction_id, truth)
  where id = t.prediction_id`;

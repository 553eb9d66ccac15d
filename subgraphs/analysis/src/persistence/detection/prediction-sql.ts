import { areaScopeCondition } from '@waris/service-kit';

const scopeFrom = (first: number) =>
  areaScopeCondition({ region: 'd.region_id', branch: 'd.branch_id', dma: 'd.id' }, first);

const columns = `p.id, p.dma_id as "dmaId", p.kind, p.model_version as "modelVersion", p.inputs,
  p.content, p.confidence, p.data_until as "dataUntil", p.created_at as "createdAt", p.truth,
  p.outcome, p.outcome_note as note, p.actual_start_at as "actualStartAt",
  p.actual_size_m3_per_hour as "actualSizeM3PerHour", p.validated_at as "validatedAt",
  p.validated_by as "validatedBy"`;

export const predictionsByIdSql = `
  select ${columns}
  from analysis.ai_predictions p
  join dma.published_dmas d on d.id = p.dma_id
  where p.id = any($1::uuid[]) and ${scopeFrom(2)}`;

/** Kind, DMA, model, whether validated, and the period, each null for any; then page and scope. */
export const predictionsSql = `
  select ${columns}
  from analysis.ai_predictions p
  join dma.published_dmas d on d.id = p.dma_id
  where ($1::text is null or p.kind = $1) and ($2::uuid is null or p.dma_id = $2)
    and ($3::text is null or p.model_version = $3)
    and ($4::boolean is null or (p.outcome is not null) = $4)
    and ($5::timestamptz is null or p.data_until >= $5)
    and ($6::timestamptz is null or p.data_until < $6)
    and ($8::uuid is null or (p.data_until, p.id) < ($7::timestamptz, $8::uuid))
    and ${scopeFrom(10)}
  order by p.data_until desc, p.id desc
  limit $9`;

/** The latest prediction of model $2 of each DMA. */
export const latestPredictionsSql = `
  select p.*
  from unnest($1::uuid[]) as w (dma_id)
  join dma.published_dmas d on d.id = w.dma_id
  cross join lateral (
    select ${columns}
    from analysis.ai_predictions p
    where p.dma_id = w.dma_id and p.model_version = $2
    order by p.data_until desc, p.id desc
    limit 1
  ) p
  where ${scopeFrom(3)}`;

export const validateSql = `
  update analysis.ai_predictions p
  set outcome = $2, outcome_note = $3, actual_start_at = $4, actual_size_m3_per_hour = $5,
    validated_by = $6, validated_at = $7
  from dma.published_dmas d
  where p.id = $1 and d.id = p.dma_id and ${scopeFrom(8)}
  returning ${columns}`;

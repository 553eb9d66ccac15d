import { areaScopeCondition } from '@waris/service-kit';

const columns = `e.id, e.dma_id as "dmaId", e.kind, e.model_version as "modelVersion",
  e.start_at as "startAt", e.detected_at as "detectedAt", e.ended_at as "endedAt",
  e.withdrawn_at as "withdrawnAt", e.withdrawal_reason as "withdrawalReason",
  e.size_m3_per_hour as "sizeM3PerHour", e.size_margin_m3_per_hour as "sizeMarginM3PerHour",
  e.confidence, e.priority, e.approaches, e.details, e.evidence`;

const scopeFrom = (first: number) =>
  areaScopeCondition({ region: 'd.region_id', branch: 'd.branch_id', dma: 'd.id' }, first);

export const eventsByIdSql = `
  select ${columns}
  from analysis.events e
  join dma.published_dmas d on d.id = e.dma_id
  where e.id = any($1::uuid[]) and ${scopeFrom(2)}`;

// $1 to $6: period, kinds, states, models, page size. Kinds that no model competes for are shown
// whichever model is champion.
const matches = `e.start_at < $2::timestamptz
      and (e.ended_at is null or e.ended_at > $1::timestamptz or e.start_at >= $1::timestamptz)
      and e.kind = any($3::text[])
      and case when e.withdrawn_at is not null then 'withdrawn'
        when e.ended_at is null then 'open' else 'ended' end = any($4::text[])
      and (e.kind not in ('burst', 'pressure anomaly') or e.model_version = any($5::text[]))`;

/** A page of each DMA of $7, behind the events of $8 and $9. */
export const eventsOfDmasSql = `
  select p.page::integer as page, e.*
  from unnest($7::uuid[], $8::timestamptz[], $9::uuid[])
    with ordinality as p (dma_id, after_start_at, after_id, page)
  cross join lateral (
    select ${columns}
    from analysis.events e
    join dma.published_dmas d on d.id = e.dma_id
    where e.dma_id = p.dma_id and ${matches}
      and (p.after_id is null or (e.start_at, e.id) < (p.after_start_at, p.after_id))
      and ${scopeFrom(10)}
    order by e.start_at desc, e.id desc
    limit $6
  ) e
  order by p.page, e."startAt" desc, e.id desc`;

/** One page of all DMAs, behind the event of $7 and $8; region, branch and DMA in $9 to $11. */
export const eventsSql = `
  select 1 as page, ${columns}
  from analysis.events e
  join dma.published_dmas d on d.id = e.dma_id
  where ${matches}
    and ($8::uuid is null or (e.start_at, e.id) < ($7::timestamptz, $8::uuid))
    and ($9::uuid is null or d.region_id = $9) and ($10::uuid is null or d.branch_id = $10)
    and ($11::uuid is null or d.id = $11)
    and ${scopeFrom(12)}
  order by e.start_at desc, e.id desc
  limit $6`;

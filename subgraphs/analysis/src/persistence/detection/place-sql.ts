import { areaScopeCondition } from '@waris/service-kit';

const dmaScope = areaScopeCondition(
  { region: 'd.region_id', branch: 'd.branch_id', dma: 'd.id' },
  2,
);
const meterScope = areaScopeCondition(
  { region: 'm.region_id', branch: 'm.branch_id', dma: 'm.dma_id' },
  2,
);

/** The latest answer of each kind to each event of $1 in the caller's area, without questions. */
export const knownPlacesSql = `
  select e.id as "eventId", a.answer, a.known_until_at as "knownUntilAt",
    a.answered_at as "answeredAt"
  from analysis.events e
  join dma.published_dmas d on d.id = e.dma_id
  join lateral (
    select distinct on (l.outcome = 'located') l.answer, l.known_until_at, l.answered_at
    from analysis.burst_locations l
    where l.event_id = e.id
    order by l.outcome = 'located', l.known_until_at desc
  ) a on true
  where e.id = any($1::uuid[]) and ${dmaScope}`;

export const visibleMetersSql = `
  select m.id from dma.published_meters m
  where m.id = any($1::uuid[]) and ${meterScope}`;

export const pipePathsSql = `
  select g.pipe_id as "pipeId", g.path
  from dma.published_pipe_paths g
  join dma.published_pipes p on p.id = g.pipe_id
  join dma.published_dmas d on d.id = p.dma_id
  where g.pipe_id = any($1::uuid[]) and ${dmaScope}`;

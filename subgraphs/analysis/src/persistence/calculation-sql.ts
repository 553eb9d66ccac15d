import { areaScopeCondition } from '@waris/service-kit';

// Published days are UTC; a period touches those from the day of its start to that of its end.
const touches = (from: string, to: string) =>
  `d.day >= (${from} at time zone 'UTC')::date and d.day < ((${to} - interval '1 microsecond') at time zone 'UTC')::date + 1`;

export const dataRevisionsSql = `
  select d.dma_id as "dmaId", max(d.revision)::bigint as revision
  from readings.published_dma_days d
  where d.dma_id = any($1::uuid[]) and ${touches('$2::timestamptz', '$3::timestamptz')}
  group by 1`;

/** The first few of each DMA. */
export const overlappingSql = `
  select o.dma_id as "dmaId", o.from_at as "from", o.to_at as "to"
  from (
    select c.dma_id, c.from_at, c.to_at,
      row_number() over (partition by c.dma_id order by c.from_at) as place
    from analysis.nrw_calculations c
    where c.dma_id = any($1::uuid[]) and c.superseded_by_id is null
      and c.from_at < $3 and c.to_at > $2 and not (c.from_at = $2 and c.to_at = $3)
      and ${areaScopeCondition({ region: 'c.region_id', branch: 'c.branch_id', dma: 'c.dma_id' }, 5)}
  ) o
  where o.place <= $4
  order by o.dma_id, o.from_at`;

/** Of current calculations of the same DMAs and periods, where `in_place_of` names none or this one. */
export const supersedeSql = `
  update analysis.nrw_calculations c
  set superseded_by_id = n.id, superseded_at = n.at
  from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::text[])
    as n (id, dma_id, from_at, to_at, at, in_place_of)
  where c.dma_id = n.dma_id and c.from_at = n.from_at and c.to_at = n.to_at
    and c.superseded_by_id is null and n.in_place_of in ('', c.id::text)
  returning n.id`;

/** Of all current calculations: looks at the days of each. */
export const outdatedSql = `
  select c.id
  from analysis.nrw_calculations c
  where c.superseded_by_id is null
    and (
      c.data_revision < 0
      or exists (
        select from readings.published_dma_days d
        where d.dma_id = c.dma_id and d.revision > c.data_revision
          and ${touches('c.from_at', 'c.to_at')}
      )
    )
  order by c.calculated_at, c.id
  limit $1`;

/** The same, looking only at days that changed after a revision. */
export const outdatedSinceSql = `
  select o.id
  from (
    select c.id, c.calculated_at
    from analysis.nrw_calculations c
    where c.superseded_by_id is null and c.data_revision < 0
    union
    select c.id, c.calculated_at
    from readings.published_dma_days d
    join analysis.nrw_calculations c on c.dma_id = d.dma_id
    where d.revision > $2 and c.superseded_by_id is null and d.revision > c.data_revision
      and ${touches('c.from_at', 'c.to_at')}
  ) o
  order by o.calculated_at, o.id
  limit $1`;

export const latestRevisionSql = `
  select coalesce(max(d.revision), 0)::bigint as revision from readings.published_dma_days d`;

export const confirmSql = `
  update analysis.nrw_calculations set data_revision = $2
  where id = $1 and data_revision < $2 and superseded_by_id is null`;

/** Below every revision: what is entered has none, and makes balances out of date at once. */
export const markOutdatedSql = `
  update analysis.nrw_calculations set data_revision = -1
  where dma_id = $1 and superseded_by_id is null and from_at < $3 and to_at > $2`;

/** Current balances of time for which bills may still come, those that waited longest first. */
export const billsToCheckSql = `
  select c.id
  from analysis.nrw_calculations c
  where c.superseded_by_id is null and c.data_revision >= 0 and c.to_at > $1
    and coalesce(c.bills_checked_at, c.calculated_at) < $2
  order by coalesce(c.bills_checked_at, c.calculated_at), c.id
  limit $3`;

export const billsCheckedSql = `
  update analysis.nrw_calculations c
  set bills_checked_at = $3,
    data_revision = case when c.id = any($2::uuid[]) then -1 else c.data_revision end
  where c.id = any($1::uuid[]) and c.superseded_by_id is null`;

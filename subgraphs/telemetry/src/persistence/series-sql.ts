import type { SeriesSource } from '../domain/series-source.ts';

export type SeriesQuantity = 'FLOW' | 'PRESSURE';

/** The DMAs of $1 that have a meter of the quantity. */
const areas: Readonly<Record<SeriesQuantity, string>> = {
  FLOW: `select distinct m.dma_id as id from dma.published_dma_flow_meters m
    where m.dma_id = any ($1::uuid[])`,
  PRESSURE: `select distinct m.dma_id as id from dma.published_meters m
    where m.dma_id = any ($1::uuid[]) and m.kind = 'pressure'`,
};

type Columns = { readonly mean: string; readonly least: string; readonly greatest: string };

const plain: Readonly<Record<'QUARTERS' | 'HOURS', Columns>> = {
  QUARTERS: {
    mean: 'r.quarter_values',
    least: 'coalesce(r.quarter_least, r.quarter_values)',
    greatest: 'coalesce(r.quarter_greatest, r.quarter_values)',
  },
  HOURS: { mean: 'r.hour_values', least: 'r.hour_least', greatest: 'r.hour_greatest' },
};
const sound: Readonly<Record<'QUARTERS' | 'HOURS', string>> = {
  QUARTERS: 'coalesce(r.sound_quarter_values, r.quarter_values)',
  HOURS: 'coalesce(r.sound_hour_values, r.hour_values)',
};

export type StoredOptions = { readonly includeSuspect: boolean; readonly extremes: boolean };

/**
 * What the roll-ups say of the DMAs $1 on the UTC days $3 to $4, one row for each DMA that has a
 * meter, in one snapshot with the days that are pending. $5, of DAYS alone, is their time zone.
 */
export function storedSql(
  quantity: SeriesQuantity,
  source: SeriesSource,
  options: StoredOptions,
): string {
  const rollups = {
    READINGS: noRollups,
    QUARTERS: arrayRollups('QUARTERS', options),
    HOURS: arrayRollups('HOURS', options),
    DAYS: dayRollups(options),
  }[source];
  return `
    with areas as materialized (${areas[quantity]}),
    pending as materialized (
      select d.dma_id, string_agg(int4send(d.day - date '1970-01-01'), '') as days
      from (
        select distinct t.dma_id, t.day
        from readings.touched_dma_days(array(select id from areas), $2, $3::date, $4::date) t
      ) d
      group by d.dma_id
    )
    select a.id, p.days as pending, r.*
    from areas a
    left join pending p on p.dma_id = a.id
    left join lateral (${rollups}) r on true`;
}

// Only what tells whether a computed day still holds.
const noRollups = `
    select true as "zoneMatches", null::bytea as suspect, null::bytea as mean, null::bytea as least,
      null::bytea as greatest,
      string_agg(int4send(r.day - date '1970-01-01'), '' order by r.day) as places,
      string_agg(int8send(r.revision), '' order by r.day) as revisions
    from readings.dma_rollups r
    where r.dma_id = a.id and r.quantity = $2 and r.day between $3::date and $4::date`;

function arrayRollups(source: 'QUARTERS' | 'HOURS', options: StoredOptions): string {
  const { mean, least, greatest } = plain[source];
  const value = options.includeSuspect ? mean : sound[source];
  const extreme = (column: string) =>
    options.extremes ? `string_agg(array_send(${column}), '' order by r.day)` : 'null::bytea';
  return `
    select true as "zoneMatches",
      string_agg(int4send(r.day - date '1970-01-01'), '' order by r.day) as places,
      string_agg(int4send((r.sound_hour_values is not null)::integer), '' order by r.day) as suspect,
      string_agg(array_send(${value}), '' order by r.day) as mean,
      ${extreme(least)} as least, ${extreme(greatest)} as greatest
    from readings.dma_rollups r
    where r.dma_id = a.id and r.quantity = $2 and r.day between $3::date and $4::date
    having count(*) > 0`;
}

// The local days that overlap the UTC days; those around the edges of the grid fall away.
function dayRollups(options: StoredOptions): string {
  const value = options.includeSuspect
    ? 'r.value'
    : 'case when s.suspect then r.sound_value else r.value end';
  const column = (expression: string) =>
    `string_agg(float8send(coalesce(${expression}, 'NaN')), '' order by r.day)`;
  return `
    select bool_and(r.time_zone = $5) as "zoneMatches",
      string_agg(timestamptz_send(r.starts_at), '' order by r.day) as places,
      string_agg(int4send(s.suspect::integer), '' order by r.day) as suspect,
      ${column(value)} as mean, ${column('r.least')} as least, ${column('r.greatest')} as greatest
    from readings.dma_day_rollups r
    cross join lateral (
      select ${
        options.includeSuspect
          ? 'false'
          : `exists (
        select from readings.dma_rollups u
        where u.dma_id = r.dma_id and u.quantity = r.quantity
          and u.day between (r.starts_at at time zone 'UTC')::date
            and ((r.starts_at + interval '25 hours') at time zone 'UTC')::date
          and u.sound_hour_values is not null
      )`
      } as suspect
    ) s
    where r.dma_id = a.id and r.quantity = $2 and r.day between $3::date - 1 and $4::date + 1
    having count(*) > 0`;
}

const spans = `
  spans as materialized (
    select s.from_at, s.to_at, array_agg(s.dma_id) as dma_ids
    from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as s (dma_id, from_at, to_at)
    group by 1, 2
  )`;
// Without a step the buckets are those of the edges $5 within the span.
const edges = `case when $4::double precision is not null then array[s.from_at, s.to_at] else array(
    select edge from unnest($5::timestamptz[]) as edge where edge between s.from_at and s.to_at order by edge
  ) end`;
const step = 'make_interval(secs => $4::double precision)';

/** Spans of DMAs computed from the readings: $1 to $3 the spans, then step, edges, with suspects. */
export const freshSql: Readonly<Record<SeriesQuantity, string>> = {
  FLOW: `
    with ${spans}
    select i.dma_id as id, string_agg(timestamptz_send(i.bucket_at), '') as at,
      string_agg(float8send(i.net_inflow_m3_per_hour), '') as mean,
      null::bytea as least, null::bytea as greatest
    from spans s
    cross join lateral readings.fresh_dma_net_inflow(s.dma_ids, ${edges}, ${step}, $6) i
    where i.net_inflow_m3_per_hour is not null
    group by 1`,
  PRESSURE: `
    with ${spans}
    select p.dma_id as id, string_agg(timestamptz_send(p.bucket_at), '') as at,
      string_agg(float8send(p.pressure_m), '') as mean,
      string_agg(float8send(p.least_pressure_m), '') as least,
      string_agg(float8send(p.greatest_pressure_m), '') as greatest
    from spans s
    cross join lateral readings.fresh_dma_pressure(s.dma_ids, ${edges}, ${step}, $6) p
    group by 1`,
};

import type { ReadingQuantity } from '../domain/quantity.ts';

/** What is summed up of each quantity: of a register what was counted since the reading before. */
const values: Readonly<Record<ReadingQuantity, string>> = {
  FLOW: `select recorded_at, flow_m3_per_hour as value, quality_code
    from readings.flow_values(s.id, s.from_at, s.to_at)`,
  PRESSURE: `select recorded_at, pressure_m as value, quality_code
    from readings.pressure_values(s.id, s.from_at, s.to_at)`,
  REGISTER: `select recorded_at, consumption_m3 as value, quality_code
    from readings.register_values(s.id, s.from_at, s.to_at)`,
};

const emptyArray = `'{}'::double precision[]`;

/**
 * What the roll-ups say of the meters $1 on the UTC days $3 to $4, one row each, in one snapshot
 * with the days that are pending. An array that says nothing new comes empty.
 */
export function storedMeterSql(source: 'HOURS' | 'QUARTERS' | 'READINGS'): string {
  const unit = source === 'QUARTERS' ? 'quarter' : 'hour';
  const arrays = (name: string) =>
    `string_agg(array_send(coalesce(r.${name}::double precision[], ${emptyArray})), '' order by r.day)`;
  const rollups = `
    select string_agg(int4send(r.day - date '1970-01-01'), '' order by r.day) as places,
      string_agg(int4send((r.suspect_count > 0)::integer + 2 * (r.quarter_sums is null)::integer),
        '' order by r.day) as flags,
      ${arrays(`${unit}_sums`)} as sums, ${arrays(`${unit}_counts`)} as counts,
      ${arrays(`${unit}_least`)} as least, ${arrays(`${unit}_greatest`)} as greatest,
      ${arrays(`sound_${unit}_sums`)} as "soundSums", ${arrays(`sound_${unit}_counts`)} as "soundCounts"
    from readings.meter_rollups r
    where r.meter_id = m.id and r.quantity = $2 and r.day between $3::date and $4::date
    having count(*) > 0`;
  return `
    select m.id, p.days as pending, exists (
        select from readings.archived_days a
        where a.meter_id = m.id and a.days <> 0 and a.month <= $4::date and a.month + 31 > $3::date
          and a.quantity = case $2 when 'FLOW' then 1 when 'PRESSURE' then 2 else 3 end
      ) as archived
      ${source === 'READINGS' ? '' : ', r.*'}
    from unnest($1::uuid[]) as m (id)
    cross join lateral (
      select string_agg(int4send(d.day - date '1970-01-01'), '') as days
      from (
        select distinct t.day from readings.touched_days t
        where t.meter_id = m.id and t.quantity = $2 and t.day between $3::date and $4::date
      ) d
    ) p
    ${source === 'READINGS' ? '' : `left join lateral (${rollups}) r on true`}`;
}

/**
 * Spans of meters summed up from the readings that are in the database, in buckets of $4 seconds:
 * $1 to $3 the spans, $5 whether suspect readings count.
 */
export function freshMeterSql(quantity: ReadingQuantity): string {
  const column = (expression: string) =>
    `string_agg(float8send(coalesce(${expression}, 'NaN')), '')`;
  return `
    select s.id, string_agg(timestamptz_send(b.bucket_at), '') as at, ${column('b.sum')} as sums,
      ${column('b.count')} as counts, ${column('b.least')} as least, ${column('b.greatest')} as greatest,
      ${column('b.suspect')} as suspects
    from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as s (id, from_at, to_at)
    cross join lateral (
      select date_bin(make_interval(secs => $4::double precision), v.recorded_at, 'epoch') as bucket_at,
        sum(v.value) filter (where v.counts) as sum,
        count(*) filter (where v.counts)::double precision as count,
        min(v.value) filter (where v.counts) as least, max(v.value) filter (where v.counts) as greatest,
        count(*) filter (where v.suspect)::double precision as suspect
      from (
        select r.*, r.quality_code >= 10 as suspect, $5 or r.quality_code < 10 as counts
        from (${values[quantity]}) r
        where r.value is not null and r.quality_code <> 3
      ) v
      group by 1
    ) b
    group by s.id`;
}

/** Time zones of the meters $1: that of the DMA they feed, else of the one they draw from. */
export const timeZonesSql = `
  select m.id, coalesce(fed.time_zone, drawn.time_zone) as "timeZone"
  from dma.published_meters m
  left join dma.published_dmas fed on fed.id = m.dma_id
  left join dma.published_dmas drawn on drawn.id = m.source_dma_id
  where m.id = any ($1::uuid[])`;

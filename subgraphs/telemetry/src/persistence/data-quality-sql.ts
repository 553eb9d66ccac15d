/** The meters of $1 (DMAs) that readings are expected of, the first 500 of each by serial number. */
export const metersOfDmasSql = `
  select dma_id as "dmaId", id, serial_number as "serialNumber", kind
  from (
    select d.id as dma_id, m.id, m.serial_number, m.kind,
      row_number() over (partition by d.id order by m.serial_number) as place
    from unnest($1::uuid[]) as d (id)
    join dma.published_meters m on d.id in (m.dma_id, m.source_dma_id)
    where m.kind in ('bulk', 'zone', 'check', 'pressure', 'level') and m.state in ('active', 'faulty')
  ) m
  where place <= 500
  order by 1, 3`;

export const areArchivedSql = `
  select exists (
    select from readings.archived_days a
    where a.meter_id = any ($1::uuid[]) and a.days <> 0
      and a.month <= ($3::timestamptz at time zone 'UTC')::date
      and a.month + 31 > ($2::timestamptz at time zone 'UTC')::date
  ) as archived`;

const rows = (quantity: string, table: string, packedAs: number) => `
    select r.meter_id, '${quantity}' as quantity, r.recorded_at, r.quality, r.quality_code
    from readings.${table} r
    where '${quantity}' = any ($2) and r.meter_id = any ($1::uuid[])
      and r.recorded_at >= $3 and r.recorded_at < $4
    union all
    select r.meter_id, '${quantity}', r.recorded_at, r.quality, r.quality_code
    from readings.unpacked_readings r
    where '${quantity}' = any ($2) and r.quantity = ${packedAs} and r.meter_id = any ($1::uuid[])
      and r.day >= ($3::timestamptz at time zone 'UTC')::date
      and r.day <= ($4::timestamptz at time zone 'UTC')::date
      and r.recorded_at >= $3 and r.recorded_at < $4`;

/**
 * What the meters $1 sent of the quantities $2 in [$3, $4), from the readings; meters that sent
 * nothing are absent. A first reading is due within an interval of the start, and the last one
 * within an interval of the end; between two, half an interval more is not yet a gap.
 */
export const qualityOfReadingsSql = `
  with received as (
    ${rows('FLOW', 'flow_readings', 1)} union all ${rows('PRESSURE', 'pressure_readings', 2)}
    union all ${rows('REGISTER', 'meter_readings', 3)}
  ),
  spaced as (
    select *, lead(recorded_at) over (partition by meter_id, quantity order by recorded_at) as next_at
    from received
  ),
  totals as (
    select meter_id, quantity, count(*) as received_count, count(*) filter (where quality < 100) as low_count,
      count(*) filter (where quality_code >= 10) as suspect_count,
      array_agg(quality_code) filter (where quality_code >= 10) as codes,
      percentile_disc(0.5) within group (order by next_at - recorded_at) as usual,
      min(recorded_at) as first_at, max(recorded_at) as last_at
    from spaced
    group by meter_id, quantity
  ),
  gaps as (
    select s.meter_id, s.quantity, s.recorded_at as from_at, s.next_at as to_at
    from spaced s join totals t using (meter_id, quantity)
    where s.next_at - s.recorded_at > 1.5 * t.usual
    union all
    select meter_id, quantity, $3, first_at from totals where first_at - $3 >= usual
    union all
    select meter_id, quantity, last_at, $4 from totals where $4 - last_at > usual
  ),
  longest as (
    select *, row_number() over (partition by meter_id, quantity order by to_at - from_at desc, from_at) as place
    from gaps
  ),
  listed as (
    select meter_id, quantity, count(*) as gap_count,
      array_agg(from_at order by from_at) filter (where place <= 20) as gaps_from,
      array_agg(to_at order by from_at) filter (where place <= 20) as gaps_to
    from longest
    group by meter_id, quantity
  )
  select t.meter_id as "meterId", t.quantity, extract(epoch from t.usual)::integer as "intervalSeconds",
    t.received_count as "receivedCount", t.low_count as "lowQualityCount", t.suspect_count as "suspectCount",
    coalesce(t.codes, '{}') as codes, coalesce(l.gap_count, 0) as "gapCount",
    coalesce(l.gaps_from, '{}') as "gapsFrom", coalesce(l.gaps_to, '{}') as "gapsTo"
  from totals t
  left join listed l using (meter_id, quantity)`;

const pendingCounts = (quantity: string, table: string, value: string) => `
    select p.meter_id, p.quantity, p.day, c.reading_count, c.suspect_count, c.hours
    from pending p
    cross join lateral (
      select count(*)::integer as reading_count,
        (count(*) filter (where r.quality_code >= 10))::integer as suspect_count,
        coalesce(bit_or(1 << extract(hour from r.recorded_at at time zone 'UTC')::integer), 0) as hours
      from readings.${table}(
        p.meter_id, greatest($5, p.day::timestamp at time zone 'UTC'),
        least($6, (p.day + 1)::timestamp at time zone 'UTC')
      ) r
      where r.${value} is not null
    ) c
    where p.quantity = '${quantity}' and c.reading_count > 0`;

/**
 * The same of [$5, $6), the days (UTC) $3 to $4, from roll-ups; days whose roll-ups are not up to
 * date, and those cut by the ends, are counted. One row for each meter and quantity: its days, packed.
 */
export const qualityOfRollupsSql = `
  with pending as materialized (
    select distinct t.meter_id, t.quantity, t.day
    from readings.touched_days t
    where t.meter_id = any ($1::uuid[]) and t.quantity = any ($2) and t.day between $3::date and $4::date
    union
    select m.id, q.quantity, e.day
    from unnest($1::uuid[]) as m (id), unnest($2::text[]) as q (quantity), (
      select $3::date as day where $5::timestamptz > $3::date::timestamp at time zone 'UTC'
      union all
      select $4::date where $6::timestamptz < ($4::date + 1)::timestamp at time zone 'UTC'
    ) e
  ),
  days as (
    select r.meter_id, r.quantity, r.day, r.reading_count, r.suspect_count,
      case when array_position(r.hour_sums, null) is null then 16777215 else (
        select coalesce(bit_or(1 << (h.place - 1)::integer), 0)
        from unnest(r.hour_sums) with ordinality as h (value, place)
        where h.value is not null
      ) end as hours
    from readings.meter_rollups r
    where r.meter_id = any ($1::uuid[]) and r.quantity = any ($2) and r.day between $3::date and $4::date
      and not exists (
        select from pending p
        where p.meter_id = r.meter_id and p.quantity = r.quantity and p.day = r.day
      )
    union all ${pendingCounts('FLOW', 'flow_values', 'flow_m3_per_hour')}
    union all ${pendingCounts('PRESSURE', 'pressure_values', 'pressure_m')}
    union all ${pendingCounts('REGISTER', 'register_values', 'register_m3')}
  )
  select meter_id as "meterId", quantity, sum(reading_count) as "receivedCount",
    sum(suspect_count) as "suspectCount",
    string_agg(int4send(day - date '1970-01-01'), '' order by day) as days,
    string_agg(int4send(reading_count), '' order by day) as counts,
    string_agg(int4send(hours), '' order by day) as hours,
    array_agg(day) filter (where suspect_count > 0) as "suspectDays"
  from days
  group by 1, 2`;

/** Suspect readings of the meters $1 and quantities $2 on the days $3, by rule. */
export const suspectsOfDaysSql = `
  select d.meter_id as "meterId", d.quantity, r.quality_code as code, count(*) as count
  from unnest($1::uuid[], $2::text[], $3::date[]) as d (meter_id, quantity, day)
  cross join lateral (
    select d.day::timestamp at time zone 'UTC' as from_at, (d.day + 1)::timestamp at time zone 'UTC' as to_at
  ) s
  cross join lateral (
    select quality_code from readings.flow_values(d.meter_id, s.from_at, s.to_at) where d.quantity = 'FLOW'
    union all
    select quality_code from readings.pressure_values(d.meter_id, s.from_at, s.to_at) where d.quantity = 'PRESSURE'
    union all
    select quality_code from readings.register_values(d.meter_id, s.from_at, s.to_at) where d.quantity = 'REGISTER'
  ) r
  where r.quality_code >= 10
  group by 1, 2, 3`;

import { query, type Pool } from '@waris/database';
import type { DmaQuality, MeterQuality } from '../domain/data-quality.ts';
import type { Period } from '../domain/series-resolution.ts';

/** What the meters of DMAs sent in a period; DMAs without meters are absent. */
export type DataQualityRepository = {
  ofDmas(dmaIds: readonly string[], period: Period): Promise<ReadonlyMap<string, DmaQuality>>;
};

type Row = Omit<MeterQuality, 'gaps'> & { dmaId: string; gapsFrom: Date[]; gapsTo: Date[] };

export function createDataQualityRepository(pool: Pool): DataQualityRepository {
  return {
    ofDmas: async (dmaIds, { from, to }) => {
      const { rows } = await query<Row>(pool, qualitySql, [dmaIds, from, to]);
      const byDma = Map.groupBy(rows, (row) => row.dmaId);
      return new Map(
        Array.from(byDma, ([dmaId, meters]) => [dmaId, { meters: meters.map(meterOf) }]),
      );
    },
  };
}

function meterOf({ dmaId: _dmaId, gapsFrom, gapsTo, ...meter }: Row): MeterQuality {
  const gaps = gapsFrom.map((fromAt, index) => ({ fromAt, toAt: gapsTo[index] ?? fromAt }));
  return { ...meter, gaps };
}

// A first reading is due within an interval of the start, and the last one within an interval of
// the end; between two, half an interval more is not yet a gap.
const qualitySql = `
  with meters as (
    select d.id as dma_id, m.id, m.serial_number,
      case when m.kind in ('pressure', 'level') then 'PRESSURE' else 'FLOW' end as quantity,
      row_number() over (partition by d.id order by m.serial_number) as place
    from unnest($1::uuid[]) as d (id)
    join dma.published_meters m on d.id in (m.dma_id, m.source_dma_id)
    where m.kind in ('bulk', 'zone', 'check', 'pressure', 'level') and m.state in ('active', 'faulty')
  ),
  received as (
    select r.meter_id, 'FLOW' as quantity, r.recorded_at, r.quality from readings.flow_readings r
    where r.meter_id = any (array(select id from meters)) and r.recorded_at >= $2 and r.recorded_at < $3
    union all
    select r.meter_id, 'PRESSURE', r.recorded_at, r.quality from readings.pressure_readings r
    where r.meter_id = any (array(select id from meters)) and r.recorded_at >= $2 and r.recorded_at < $3
  ),
  spaced as (
    select *, lead(recorded_at) over (partition by meter_id, quantity order by recorded_at) as next_at
    from received
  ),
  totals as (
    select meter_id, quantity, count(*) as received_count, count(*) filter (where quality < 100) as suspect_count,
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
    select meter_id, quantity, $2, first_at from totals where first_at - $2 >= usual
    union all
    select meter_id, quantity, last_at, $3 from totals where $3 - last_at > usual
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
  select m.dma_id as "dmaId", m.id as "meterId", m.serial_number as "serialNumber",
    coalesce(t.quantity, m.quantity) as quantity, extract(epoch from t.usual)::integer as "intervalSeconds",
    coalesce(t.received_count, 0) as "receivedCount", coalesce(t.suspect_count, 0) as "suspectCount",
    case when t.meter_id is null then 1 else coalesce(l.gap_count, 0) end as "gapCount",
    case when t.meter_id is null then array[$2::timestamptz] else coalesce(l.gaps_from, '{}') end as "gapsFrom",
    case when t.meter_id is null then array[$3::timestamptz] else coalesce(l.gaps_to, '{}') end as "gapsTo"
  from meters m
  left join totals t on t.meter_id = m.id
  left join listed l on l.meter_id = t.meter_id and l.quantity = t.quantity
  where m.place <= 500
  order by m.dma_id, m.serial_number, 4`;

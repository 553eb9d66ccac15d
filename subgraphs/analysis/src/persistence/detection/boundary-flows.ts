import { query, type Pool } from '@waris/database';
import { z } from 'zod';
import { quarterHourSeconds, type FlowGrid } from '../../domain/flow-grid.ts';

/** A DMA, and the day whose boundary meters are looked at, with the days before it. */
export type BoundaryDay = { readonly dmaId: string; readonly dayMs: number };

/** A boundary meter and its quarter-hours from the first day on; NaN for a gap. */
export type BoundaryFlow = { readonly meterId: string; readonly grid: FlowGrid };

export const boundaryDaysBefore = 14;
const oneDayMs = 86_400_000;
const mostMeters = 20;

const boundaryFlowsSql = `
  select e.place::integer as place, m.meter_id as "meterId",
    string_agg(int4send((extract(epoch from f.bucket_at - e.from_at)::bigint / 900)::integer), ''::bytea
      order by f.bucket_at) as buckets,
    string_agg(float8send(f.flow_m3_per_hour), ''::bytea order by f.bucket_at) as flows
  from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[])
    with ordinality as e (dma_id, from_at, day_at, to_at, place)
  cross join lateral (
    select m.meter_id from dma.published_dma_flow_meters m
    where m.dma_id = e.dma_id and coalesce(m.in_service_from < e.to_at, true)
      and coalesce(m.retired_at > e.day_at, true)
    order by m.meter_id limit ${mostMeters}
  ) m
  left join lateral readings.published_meter_flow(array[m.meter_id], e.from_at, e.to_at) f on true
  group by e.place, m.meter_id
  order by e.place, m.meter_id`;

const flowRows = z.array(
  z.object({
    place: z.int(),
    meterId: z.string(),
    buckets: z.instanceof(Buffer).nullable(),
    flows: z.instanceof(Buffer).nullable(),
  }),
);

/** What the flow meters on the edges of DMAs read, one list for each day that is asked about. */
export async function readBoundaryFlows(
  pool: Pool,
  days: readonly BoundaryDay[],
): Promise<readonly (readonly BoundaryFlow[])[]> {
  const fromOf = ({ dayMs }: BoundaryDay) => dayMs - boundaryDaysBefore * oneDayMs;
  const { rows } = await query(pool, boundaryFlowsSql, [
    days.map(({ dmaId }) => dmaId),
    days.map((day) => new Date(fromOf(day))),
    days.map(({ dayMs }) => new Date(dayMs)),
    days.map(({ dayMs }) => new Date(dayMs + oneDayMs)),
  ]);
  const found = Map.groupBy(flowRows.parse(rows), ({ place }) => place);
  return days.map((day, index) =>
    (found.get(index + 1) ?? []).map(({ meterId, buckets, flows }) => {
      const length = ((boundaryDaysBefore + 1) * oneDayMs) / 1000 / quarterHourSeconds;
      const values = new Float64Array(length).fill(Number.NaN);
      for (let at = 0; at * 4 < (buckets?.length ?? 0); at += 1) {
        values[buckets?.readInt32BE(at * 4) ?? 0] = flows?.readDoubleBE(at * 8) ?? Number.NaN;
      }
      const grid = { startMs: fromOf(day), stepSeconds: quarterHourSeconds, values };
      return { meterId, grid };
    }),
  );
}

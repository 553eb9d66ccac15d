import { query, type Pool } from '@waris/database';

export type LatestFlow = { readonly flowM3PerHour: number; readonly recordedAt: Date };
export type LatestPressure = {
  readonly pressureM: number;
  readonly recordedAt: Date;
  readonly meterCount: number;
};

/** Newest values of DMAs; those without any are absent. One statement for all. */
export type LatestRepository = {
  flows(dmaIds: readonly string[]): Promise<ReadonlyMap<string, LatestFlow>>;
  pressures(dmaIds: readonly string[]): Promise<ReadonlyMap<string, LatestPressure>>;
};

export function createLatestRepository(pool: Pool): LatestRepository {
  return {
    flows: async (dmaIds) => {
      const { rows } = await query<LatestFlow & { id: string }>(pool, latestFlowsSql, [dmaIds]);
      return new Map(rows.map(({ id, ...flow }) => [id, flow]));
    },
    pressures: async (dmaIds) => {
      const { rows } = await query<LatestPressure & { id: string }>(pool, latestPressuresSql, [
        dmaIds,
      ]);
      return new Map(rows.map(({ id, ...pressure }) => [id, pressure]));
    },
  };
}

// Of its time in service: one that went to another place may go on sending.
const newestOf = (table: string, meter: string) => `lateral (
  select * from readings.${table} r where r.meter_id = ${meter}
    and r.recorded_at >= coalesce(m.in_service_from, '-infinity')
    and r.recorded_at < coalesce(m.retired_at, 'infinity')
  order by r.recorded_at desc limit 1
)`;

// Meters report at different moments, so the newest quarter may lack some: the one before it, or
// one of the six hours before, is the newest that is complete. DMAs that report alike share a
// call of the function.
const latestFlowsSql = `
  with newest as (
    select m.dma_id, date_bin('15 minutes', max(r.recorded_at), 'epoch') as quarter_at
    from dma.published_dma_flow_meters m, ${newestOf('flow_readings', 'm.meter_id')} r
    where m.dma_id = any ($1::uuid[])
    group by m.dma_id
  ),
  windows as (select quarter_at, array_agg(dma_id) as dma_ids from newest group by quarter_at)
  select distinct on (i.dma_id) i.dma_id as id, i.bucket_at as "recordedAt",
    i.net_inflow_m3_per_hour as "flowM3PerHour"
  from windows w, readings.published_dma_net_inflow(
    w.dma_ids, w.quarter_at - interval '6 hours', w.quarter_at + interval '15 minutes', '15 minutes'
  ) i
  where i.net_inflow_m3_per_hour is not null
  order by i.dma_id, i.bucket_at desc`;

const latestPressuresSql = `
  with newest as (
    select m.dma_id, r.recorded_at, r.pressure_m, max(r.recorded_at) over (partition by m.dma_id) as newest_at
    from dma.published_meters m, ${newestOf('pressure_readings', 'm.id')} r
    where m.dma_id = any ($1::uuid[]) and m.kind = 'pressure' and m.state <> 'replaced'
      and r.pressure_m is not null
  )
  select dma_id as id, avg(pressure_m) as "pressureM", max(recorded_at) as "recordedAt",
    count(*) as "meterCount"
  from newest
  where recorded_at > newest_at - interval '1 hour'
  group by dma_id`;

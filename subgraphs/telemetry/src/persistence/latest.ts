import { areaScopeCondition, areaScopeParameters, type AreaScope } from '@waris/service-kit';
import { query, type Pool } from '@waris/database';
import type { ReadingQuantity } from '../domain/quantity.ts';
import type { ReportArea } from './data-quality.ts';
import { newestReadingSql } from './latest-sql.ts';
import { unpackFloats, unpackInstants } from './packed-columns.ts';

export type LatestFlow = { readonly flowM3PerHour: number; readonly recordedAt: Date };
export type LatestPressure = {
  readonly pressureM: number;
  readonly recordedAt: Date;
  readonly meterCount: number;
};

/** The newest reading of each meter of an area, by serial number. */
export type LatestReadings = {
  readonly meterIds: readonly string[];
  readonly serialNumbers: readonly string[];
  /** Milliseconds since 1970. */
  readonly at: Float64Array;
  readonly values: Float64Array;
  readonly quality: Float64Array;
};

/** Newest values of DMAs; those without any are absent. One statement for all. */
export type LatestRepository = {
  flows(dmaIds: readonly string[]): Promise<ReadonlyMap<string, LatestFlow>>;
  pressures(dmaIds: readonly string[]): Promise<ReadonlyMap<string, LatestPressure>>;
  /** Of the meters in an area that the caller may see, at most `limit`. */
  readings(
    quantity: ReadingQuantity,
    area: ReportArea,
    scope: AreaScope,
    limit: number,
  ): Promise<LatestReadings>;
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
    readings: async (quantity, { regionId, branchId, dmaCode }, scope, limit) => {
      const parameters = [regionId, ...areaScopeParameters(scope), branchId, dmaCode, limit];
      const { rows } = await query<PackedReadings>(pool, latestOfAreaSql(quantity), parameters);
      const [row] = rows;
      if (row === undefined || row.meterIds === null) return noReadings;
      return {
        meterIds: row.meterIds,
        serialNumbers: row.serialNumbers,
        at: unpackInstants(row.at),
        values: unpackFloats(row.values),
        quality: unpackFloats(row.quality),
      };
    },
  };
}

type PackedReadings =
  | { readonly meterIds: null }
  | {
      readonly meterIds: readonly string[];
      readonly serialNumbers: readonly string[];
      readonly at: Buffer;
      readonly values: Buffer;
      readonly quality: Buffer;
    };

const none = new Float64Array();
const noReadings = { meterIds: [], serialNumbers: [], at: none, values: none, quality: none };

function latestOfAreaSql(quantity: ReadingQuantity): string {
  return `
    select array_agg(l.id) as "meterIds", array_agg(l.serial_number) as "serialNumbers",
      string_agg(timestamptz_send(l.recorded_at), '') as at, string_agg(float8send(l.value), '') as values,
      string_agg(float8send(l.quality), '') as quality
    from (
      select m.id::text, m.serial_number, r.recorded_at, r.value, r.quality
      from (
        select m.id, m.serial_number from dma.published_meters m
        where (${areaScopeCondition({ region: 'm.region_id', branch: 'm.branch_id', dma: 'm.dma_id' }, 2)}
            or m.source_dma_id = any ($5::uuid[]))
          and m.state in ('active', 'faulty')
          and ($1::text is null or m.region_id::text = lower($1))
          and ($6::text is null or m.branch_id::text = lower($6))
          and ($7::text is null or exists (
            select from dma.published_dmas d where d.code = $7 and d.id in (m.dma_id, m.source_dma_id)
          ))
        order by m.serial_number
      ) m
      cross join lateral (${newestReadingSql(quantity, 'm.id')}) r
      order by m.serial_number
      limit $8
    ) l`;
}

// Of its time in service: one that went to another place may go on sending.
const newestOf = (quantity: 'FLOW' | 'PRESSURE', meter: string) =>
  `lateral (${newestReadingSql(
    quantity,
    meter,
    `recorded_at >= coalesce(m.in_service_from, '-infinity') and recorded_at < coalesce(m.retired_at, 'infinity')`,
  )})`;

// Meters report at different moments, so the newest quarter may lack some: the one before it, or
// one of the six hours before, is the newest that is complete. DMAs that report alike share a
// call of the function.
const latestFlowsSql = `
  with newest as (
    select dma_id, date_bin('15 minutes', max(recorded_at), 'epoch') as quarter_at
    from (
      select m.dma_id, r.recorded_at
      from dma.published_dma_flow_meters m, ${newestOf('FLOW', 'm.meter_id')} r
      where m.dma_id = any ($1::uuid[])
      union all
      select m.dma_id, r.recorded_at
      from dma.published_dma_flow_meters m, lateral (
        select recorded_at from readings.derived_flows d
        where d.meter_id = m.meter_id and d.recorded_at >= coalesce(m.in_service_from, '-infinity')
          and d.recorded_at < coalesce(m.retired_at, 'infinity')
        order by recorded_at desc limit 1
      ) r
      where m.dma_id = any ($1::uuid[])
    ) either
    group by dma_id
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
    select m.dma_id, r.recorded_at, r.value, max(r.recorded_at) over (partition by m.dma_id) as newest_at
    from dma.published_meters m, ${newestOf('PRESSURE', 'm.id')} r
    where m.dma_id = any ($1::uuid[]) and m.kind = 'pressure' and m.state <> 'replaced'
  )
  select dma_id as id, avg(value) as "pressureM", max(recorded_at) as "recordedAt",
    count(*) as "meterCount"
  from newest
  where recorded_at > newest_at - interval '1 hour'
  group by dma_id`;

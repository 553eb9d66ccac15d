import type { Pool } from '@waris/database';
import { bucketCount, type SeriesGrid } from '../domain/series-grid.ts';
import { secondsOf } from '../domain/series-resolution.ts';
import { instantArray, unpackFloats, unpackIntegers } from './packed-columns.ts';
import { query } from './query.ts';

export type PressureColumns = {
  readonly mean: Float64Array;
  readonly least: Float64Array;
  readonly greatest: Float64Array;
};

/** Series of DMAs on a dense grid, NaN in gaps. DMAs without such meters are absent. */
export type SeriesRepository = {
  netInflow(
    dmaIds: readonly string[],
    grid: SeriesGrid,
  ): Promise<ReadonlyMap<string, Float64Array>>;
  pressure(
    dmaIds: readonly string[],
    grid: SeriesGrid,
  ): Promise<ReadonlyMap<string, PressureColumns>>;
};

type Row = { id: string; buckets: Buffer | null; mean: Buffer; least: Buffer; greatest: Buffer };

// The edges of a regular grid are made by the server: five thousand of them are slow to send.
const regularEdges = `array(
  select $2::timestamptz + n * make_interval(secs => $3) from generate_series(0, $4::integer) as n
)`;

function edgesOf(grid: SeriesGrid): { readonly sql: string; readonly parameters: unknown[] } {
  const { edges, resolution } = grid;
  const first = new Date(edges[0] ?? 0);
  return resolution === 'DAY'
    ? { sql: '$2::timestamptz[]', parameters: [instantArray(edges)] }
    : { sql: regularEdges, parameters: [first, secondsOf[resolution], bucketCount(grid)] };
}

export function createSeriesRepository(pool: Pool): SeriesRepository {
  const read = async (
    statement: (edges: string) => string,
    ids: readonly string[],
    g: SeriesGrid,
  ) => {
    const { sql, parameters } = edgesOf(g);
    return (await query<Row>(pool, statement(sql), [ids, ...parameters])).rows;
  };
  return {
    netInflow: async (dmaIds, grid) => {
      const rows = await read(netInflowSql, dmaIds, grid);
      return new Map(rows.map((row) => [row.id, dense(grid, row.buckets, row.mean)]));
    },
    pressure: async (dmaIds, grid) => {
      const rows = await read(pressureSql, dmaIds, grid);
      const columns = ({ buckets, mean, least, greatest }: Row): PressureColumns => ({
        mean: dense(grid, buckets, mean),
        least: dense(grid, buckets, least),
        greatest: dense(grid, buckets, greatest),
      });
      return new Map(rows.map((row) => [row.id, columns(row)]));
    },
  };
}

function dense(grid: SeriesGrid, buckets: Buffer | null, packed: Buffer): Float64Array {
  const column = new Float64Array(bucketCount(grid)).fill(Number.NaN);
  if (buckets === null) return column;
  const places = unpackIntegers(buckets);
  const values = unpackFloats(packed);
  places.forEach((place, index) => {
    column[place - 1] = values[index] ?? Number.NaN;
  });
  return column;
}

const netInflowSql = (edges: string) => `
  with grid as materialized (select ${edges} as edges),
  areas as (
    select distinct m.dma_id as id from dma.published_dma_flow_meters m where m.dma_id = any ($1::uuid[])
  ),
  inflow as (
    select i.* from grid g, readings.dma_net_inflow($1::uuid[], g.edges, g.edges[cardinality(g.edges)]) as i
    where i.net_inflow_m3_per_hour is not null
  )
  select a.id, string_agg(int4send(i.bucket), '') as buckets,
    string_agg(float8send(i.net_inflow_m3_per_hour), '') as mean
  from areas a left join inflow i on i.dma_id = a.id
  group by a.id`;

// A mean of the meters' means: one that reports twice as often does not count twice.
const pressureSql = (edges: string) => `
  with grid as materialized (select ${edges} as edges),
  meters as (
    select m.dma_id, m.id as meter_id from dma.published_meters m
    where m.dma_id = any ($1::uuid[]) and m.kind = 'pressure' and m.state <> 'replaced'
  ),
  meter_means as (
    select r.meter_id, width_bucket(r.recorded_at, g.edges) as bucket, avg(r.pressure_m) as mean,
      min(coalesce(r.least_pressure_m, r.pressure_m)) as least,
      max(coalesce(r.greatest_pressure_m, r.pressure_m)) as greatest
    from grid g, readings.pressure_readings r
    where r.meter_id = any (array(select meter_id from meters)) and r.pressure_m is not null
      and r.recorded_at >= (select edges[1] from grid)
      and r.recorded_at < (select edges[cardinality(edges)] from grid)
    group by 1, 2
  ),
  dma_means as (
    select m.dma_id, p.bucket, avg(p.mean) as mean, min(p.least) as least, max(p.greatest) as greatest
    from meter_means p join meters m on m.meter_id = p.meter_id
    group by 1, 2
  ),
  areas as (select distinct dma_id as id from meters)
  select a.id, string_agg(int4send(p.bucket), '') as buckets, string_agg(float8send(p.mean), '') as mean,
    string_agg(float8send(p.least), '') as least, string_agg(float8send(p.greatest), '') as greatest
  from areas a left join dma_means p on p.dma_id = a.id
  group by a.id`;

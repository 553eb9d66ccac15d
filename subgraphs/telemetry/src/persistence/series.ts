import { query, type Pool } from '@waris/database';
import { bucketCount, type SeriesGrid } from '../domain/series-grid.ts';
import { secondsOf } from '../domain/series-resolution.ts';
import { instantArray, unpackFloats, unpackInstants } from './packed-columns.ts';

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

type Row = { id: string; at: Buffer | null; mean: Buffer; least: Buffer; greatest: Buffer };

export function createSeriesRepository(pool: Pool): SeriesRepository {
  const read = async (
    statement: string,
    dmaIds: readonly string[],
    { edges, resolution }: SeriesGrid,
  ) => {
    // Of a regular grid the ends say all; local days have lengths of their own.
    const regular = resolution !== 'DAY';
    const ends = regular ? [edges[0] ?? 0, edges.at(-1) ?? 0] : edges;
    const step = regular ? secondsOf[resolution] : null;
    return (await query<Row>(pool, statement, [dmaIds, instantArray(ends), step])).rows;
  };
  return {
    netInflow: async (dmaIds, grid) => {
      const rows = await read(netInflowSql, dmaIds, grid);
      return new Map(rows.map((row) => [row.id, dense(grid, row.at, row.mean)]));
    },
    pressure: async (dmaIds, grid) => {
      const rows = await read(pressureSql, dmaIds, grid);
      const columns = ({ at, mean, least, greatest }: Row): PressureColumns => ({
        mean: dense(grid, at, mean),
        least: dense(grid, at, least),
        greatest: dense(grid, at, greatest),
      });
      return new Map(rows.map((row) => [row.id, columns(row)]));
    },
  };
}

function dense(grid: SeriesGrid, at: Buffer | null, packed: Buffer): Float64Array {
  const column = new Float64Array(bucketCount(grid)).fill(Number.NaN);
  if (at === null) return column;
  const values = unpackFloats(packed);
  const placeOf = placesIn(grid);
  unpackInstants(at).forEach((start, index) => {
    column[placeOf(start)] = values[index] ?? Number.NaN;
  });
  return column;
}

function placesIn({ edges, resolution }: SeriesGrid): (start: number) => number {
  if (resolution === 'DAY') {
    const places = new Map(Array.from(edges, (edge, place) => [edge, place]));
    return (start) => places.get(start) ?? -1;
  }
  const first = edges[0] ?? 0;
  return (start) => (start - first) / (secondsOf[resolution] * 1000);
}

const step = 'make_interval(secs => $3::double precision)';

const netInflowSql = `
  with areas as (
    select distinct m.dma_id as id from dma.published_dma_flow_meters m where m.dma_id = any ($1::uuid[])
  ),
  inflow as (
    select i.* from readings.fresh_dma_net_inflow($1::uuid[], $2::timestamptz[], ${step}, true) as i
    where i.net_inflow_m3_per_hour is not null
  )
  select a.id, string_agg(timestamptz_send(i.bucket_at), '') as at,
    string_agg(float8send(i.net_inflow_m3_per_hour), '') as mean
  from areas a left join inflow i on i.dma_id = a.id
  group by a.id`;

const pressureSql = `
  with areas as (
    select distinct m.dma_id as id from dma.published_meters m
    where m.dma_id = any ($1::uuid[]) and m.kind = 'pressure'
  )
  select a.id, string_agg(timestamptz_send(p.bucket_at), '') as at,
    string_agg(float8send(p.pressure_m), '') as mean,
    string_agg(float8send(p.least_pressure_m), '') as least,
    string_agg(float8send(p.greatest_pressure_m), '') as greatest
  from areas a
  left join readings.fresh_dma_pressure($1::uuid[], $2::timestamptz[], ${step}, true) p on p.dma_id = a.id
  group by a.id`;

import type { PoolClient } from '@waris/database';
import type { DmaQuantity } from '../../domain/roll-ups/touched-days.ts';
import { instantArray, unpackFloats, unpackInstants } from '../packed-columns.ts';

/** Values of the buckets of a run of days; NaN where there is none. */
export type FreshSeries = {
  readonly means: Float64Array;
  /** Of readings; of a net inflow NaN. */
  readonly least: Float64Array;
  readonly greatest: Float64Array;
};

export type FreshGrid = {
  /** Milliseconds since 1970: both ends where there is a step, otherwise every edge. */
  readonly edges: readonly number[];
  readonly stepSeconds: number | null;
  readonly withSuspect: boolean;
};

type Row = { id: string; at: Buffer; means: Buffer; least: Buffer; greatest: Buffer };

const floats = (column: string) => `string_agg(float8send(coalesce(${column}, 'NaN')), '')`;
const grid = `$1::uuid[], $2::timestamptz[], make_interval(secs => $3::double precision), $4::boolean`;

const freshSql = {
  FLOW: `
    select dma_id as id, string_agg(timestamptz_send(bucket_at), '') as at,
      ${floats('net_inflow_m3_per_hour')} as means, ''::bytea as least, ''::bytea as greatest
    from readings.fresh_dma_net_inflow(${grid})
    group by dma_id`,
  PRESSURE: `
    select dma_id as id, string_agg(timestamptz_send(bucket_at), '') as at,
      ${floats('pressure_m')} as means, ${floats('least_pressure_m')} as least,
      ${floats('greatest_pressure_m')} as greatest
    from readings.fresh_dma_pressure(${grid})
    group by dma_id`,
} as const;

/** What the readings in the database say of DMAs; those of which they say nothing are absent. */
export async function readFresh(
  client: PoolClient,
  quantity: DmaQuantity,
  dmaIds: readonly string[],
  { edges, stepSeconds, withSuspect }: FreshGrid,
): Promise<ReadonlyMap<string, FreshSeries>> {
  const { rows } = await client.query<Row>(freshSql[quantity], [
    dmaIds,
    instantArray(edges),
    stepSeconds,
    withSuspect,
  ]);
  const length = bucketCount(edges, stepSeconds);
  const placeOf = placesOf(edges, stepSeconds);
  return new Map(
    rows.map(({ id, at, means, least, greatest }) => {
      const places = unpackInstants(at).map(placeOf);
      const dense = (packed: Buffer) => {
        const column = new Float64Array(length).fill(Number.NaN);
        unpackFloats(packed).forEach((value, index) => {
          column[places[index] ?? -1] = value;
        });
        return column;
      };
      return [id, { means: dense(means), least: dense(least), greatest: dense(greatest) }];
    }),
  );
}

function bucketCount(edges: readonly number[], stepSeconds: number | null): number {
  if (stepSeconds === null) return Math.max(0, edges.length - 1);
  return ((edges.at(-1) ?? 0) - (edges[0] ?? 0)) / (stepSeconds * 1000);
}

function placesOf(edges: readonly number[], stepSeconds: number | null) {
  if (stepSeconds !== null) {
    return (at: number) => (at - (edges[0] ?? 0)) / (stepSeconds * 1000);
  }
  const places = new Map(edges.map((edge, place) => [edge, place]));
  return (at: number) => places.get(at) ?? -1;
}

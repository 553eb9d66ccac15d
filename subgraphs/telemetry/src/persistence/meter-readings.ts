import { query, type Pool } from '@waris/database';
import type { ReadingQuantity } from '../domain/quantity.ts';
import type { Period } from '../domain/series-resolution.ts';
import { unpackFloats, unpackInstants } from './packed-columns.ts';
import { tableOf } from './reading-tables.ts';

export type RawReadings = {
  readonly quantity: ReadingQuantity;
  /** Milliseconds since 1970, ascending. */
  readonly at: Float64Array;
  readonly values: Float64Array;
  readonly quality: Float64Array;
};

export type StoredReading = {
  readonly quantity: ReadingQuantity;
  readonly recordedAt: Date;
  /** In the stored unit of the quantity. */
  readonly value: number;
  readonly consumptionM3: number | null;
  readonly quality: number;
};

/** Readings of meters as they came in; meters without any are absent. */
export type MeterReadingRepository = {
  /** At most `limit` of each meter, the oldest. */
  readings(
    meterIds: readonly string[],
    quantity: ReadingQuantity,
    period: Period,
    limit: number,
  ): Promise<ReadonlyMap<string, RawReadings>>;
  latest(
    meterIds: readonly string[],
    quantity: ReadingQuantity,
  ): Promise<ReadonlyMap<string, StoredReading>>;
};

type Packed = { id: string; at: Buffer; packed: Buffer; quality: Buffer };

export function createMeterReadingRepository(pool: Pool): MeterReadingRepository {
  return {
    readings: async (meterIds, quantity, { from, to }, limit) => {
      const { rows } = await query<Packed>(pool, readingsSql(quantity), [
        meterIds,
        from,
        to,
        limit,
      ]);
      const columns = ({ at, packed, quality }: Packed): RawReadings => ({
        quantity,
        at: unpackInstants(at),
        values: unpackFloats(packed),
        quality: unpackFloats(quality),
      });
      return new Map(rows.map((row) => [row.id, columns(row)]));
    },
    latest: async (meterIds, quantity) => {
      const { rows } = await query<StoredReading & { id: string }>(pool, latestSql(quantity), [
        meterIds,
      ]);
      return new Map(rows.map(({ id, ...reading }) => [id, { ...reading, quantity }]));
    },
  };
}

function readingsSql(quantity: ReadingQuantity): string {
  const { table, value } = tableOf[quantity];
  return `
    select m.id, string_agg(timestamptz_send(r.recorded_at), '' order by r.recorded_at) as at,
      string_agg(float8send(r.value), '' order by r.recorded_at) as packed,
      string_agg(float8send(r.quality), '' order by r.recorded_at) as quality
    from unnest($1::uuid[]) as m (id), lateral (
      select recorded_at, ${value} as value, quality from readings.${table}
      where meter_id = m.id and recorded_at >= $2 and recorded_at < $3 and ${value} is not null
      order by recorded_at limit $4
    ) as r
    group by m.id`;
}

function latestSql(quantity: ReadingQuantity): string {
  const { table, value } = tableOf[quantity];
  const consumption = quantity === 'REGISTER' ? 'r.consumption_m3' : 'null::double precision';
  return `
    select m.id, r.recorded_at as "recordedAt", r.${value} as value, r.quality,
      ${consumption} as "consumptionM3"
    from unnest($1::uuid[]) as m (id), lateral (
      select * from readings.${table}
      where meter_id = m.id and ${value} is not null
      order by recorded_at desc limit 1
    ) as r`;
}

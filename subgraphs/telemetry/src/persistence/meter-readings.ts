import { query, type Pool } from '@waris/database';
import type { ReadingQuantity } from '../domain/quantity.ts';
import type { Period } from '../domain/series-resolution.ts';
import { unpackIntegers } from './packed-arrays.ts';
import { unpackFloats, unpackInstants } from './packed-columns.ts';
import { tableOf } from './reading-tables.ts';

export type RawReadings = {
  readonly quantity: ReadingQuantity;
  /** Milliseconds since 1970, ascending. */
  readonly at: Float64Array;
  readonly values: Float64Array;
  readonly quality: Float64Array;
  /** Of `readings.quality_codes`. */
  readonly codes: Uint8Array;
};

export type StoredReading = {
  readonly quantity: ReadingQuantity;
  readonly recordedAt: Date;
  /** In the stored unit of the quantity. */
  readonly value: number;
  readonly consumptionM3: number | null;
  readonly quality: number;
};

export type RawOptions = { readonly includeSuspect: boolean; readonly limit: number };

/** Readings of meters as they came in; meters without any are absent. */
export type MeterReadingRepository = {
  /** At most `limit` of each meter, the oldest; without suspect ones also without bad ones. */
  readings(
    meterIds: readonly string[],
    quantity: ReadingQuantity,
    period: Period,
    options: RawOptions,
  ): Promise<ReadonlyMap<string, RawReadings>>;
  latest(
    meterIds: readonly string[],
    quantity: ReadingQuantity,
  ): Promise<ReadonlyMap<string, StoredReading>>;
};

type Packed = { id: string; at: Buffer; packed: Buffer; quality: Buffer; codes: Buffer };

export function createMeterReadingRepository(pool: Pool): MeterReadingRepository {
  return {
    readings: async (meterIds, quantity, { from, to }, { includeSuspect, limit }) => {
      const { rows } = await query<Packed>(pool, readingsSql(quantity), [
        meterIds,
        from,
        to,
        limit,
        includeSuspect,
      ]);
      const columns = ({ at, packed, quality, codes }: Packed): RawReadings => ({
        quantity,
        at: unpackInstants(at),
        values: unpackFloats(packed),
        quality: unpackFloats(quality),
        codes: Uint8Array.from(unpackIntegers(codes)),
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

// As `readings.packed_days` numbers them.
const packedAs = { FLOW: 1, PRESSURE: 2, REGISTER: 3 } as const;

function readingsSql(quantity: ReadingQuantity): string {
  const { table, value } = tableOf[quantity];
  const within = `meter_id = m.id and recorded_at >= $2 and recorded_at < $3
    and ($5 or quality_code < 10 and quality_code <> 3)`;
  return `
    select m.id, string_agg(timestamptz_send(r.recorded_at), '' order by r.recorded_at) as at,
      string_agg(float8send(r.value), '' order by r.recorded_at) as packed,
      string_agg(float8send(r.quality), '' order by r.recorded_at) as quality,
      string_agg(int4send(r.quality_code), '' order by r.recorded_at) as codes
    from unnest($1::uuid[]) as m (id), lateral (
      select * from (
        (select recorded_at, ${value} as value, quality, quality_code from readings.${table}
        where ${within} and ${value} is not null
        order by recorded_at limit $4)
        union all
        select recorded_at, value, quality, quality_code from readings.unpacked_readings
        where quantity = ${packedAs[quantity]} and ${within} and value is not null
          and day >= ($2::timestamptz at time zone 'UTC')::date
          and day <= ($3::timestamptz at time zone 'UTC')::date
      ) u
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

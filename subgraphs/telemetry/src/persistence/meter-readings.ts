import { query, type Pool } from '@waris/database';
import type { ReadingQuantity } from '../domain/quantity.ts';
import type { Period } from '../domain/series-resolution.ts';
import { newestReadingSql } from './latest-sql.ts';
import { unpackIntegers } from './packed-arrays.ts';
import { unpackFloats, unpackInstants } from './packed-columns.ts';
import { quantityCode } from '../domain/tiers/day-readings.ts';
import { tableOf } from './reading-tables.ts';
import { archiveOutageOr } from './tiers/archive-errors.ts';
import { retryOnMissingFile, type ArchiveStore } from './tiers/archive-store.ts';
import { mergeArchive } from './tiers/merge-archive.ts';
import { archivedMonthsSql, type ArchivedMonth } from './tiers/read-archive.ts';

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

type Packed = { at: Buffer; packed: Buffer; quality: Buffer; codes: Buffer };
type Row = { id: string; archived: readonly ArchivedMonth[] | null } & (
  Packed | { readonly [Column in keyof Packed]: null }
);

export function createMeterReadingRepository(
  pool: Pool,
  archive: ArchiveStore,
): MeterReadingRepository {
  return {
    readings: async (meterIds, quantity, { from, to }, { includeSuspect, limit }) => {
      const read = async () => {
        const values = [meterIds, from, to, limit, includeSuspect];
        const { rows } = await query<Row>(pool, readingsSql(quantity), values);
        return mergeArchive(
          archive,
          { quantity, from, to, includeSuspect, limit },
          new Map(rows.flatMap((row) => (row.at === null ? [] : [[row.id, columns(row)]]))),
          rows.flatMap(({ archived }) => archived ?? []),
          (merged) => ({ quantity, ...merged }),
        );
      };
      const columns = ({ at, packed, quality, codes }: Packed): RawReadings => ({
        quantity,
        at: unpackInstants(at),
        values: unpackFloats(packed),
        quality: unpackFloats(quality),
        codes: Uint8Array.from(unpackIntegers(codes)),
      });
      return retryOnMissingFile(read).catch((error: unknown) => {
        throw archiveOutageOr(error);
      });
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
  const within = `meter_id = m.id and recorded_at >= $2 and recorded_at < $3
    and ($5 or quality_code < 10 and quality_code <> 3)`;
  return `
    select m.id, r.*, ${archivedMonthsSql(quantityCode[quantity], 'm.id', '$2::timestamptz', '$3::timestamptz')} as archived
    from unnest($1::uuid[]) as m (id) left join lateral (
      select string_agg(timestamptz_send(u.recorded_at), '' order by u.recorded_at) as at,
        string_agg(float8send(u.value), '' order by u.recorded_at) as packed,
        string_agg(float8send(u.quality), '' order by u.recorded_at) as quality,
        string_agg(int4send(u.quality_code), '' order by u.recorded_at) as codes
      from (
        select * from (
          (select recorded_at, ${value} as value, quality, quality_code from readings.${table}
          where ${within} and ${value} is not null
          order by recorded_at limit $4)
          union all
          select recorded_at, value, quality, quality_code from readings.unpacked_readings
          where quantity = ${quantityCode[quantity]} and ${within} and value is not null
            and day >= ($2::timestamptz at time zone 'UTC')::date
            and day <= ($3::timestamptz at time zone 'UTC')::date
        ) either
        order by recorded_at limit $4
      ) u
    ) as r on true`;
}

function latestSql(quantity: ReadingQuantity): string {
  return `
    select m.id, r.recorded_at as "recordedAt", r.value, r.quality,
      r.consumption_m3 as "consumptionM3"
    from unnest($1::uuid[]) as m (id), lateral (${newestReadingSql(quantity, 'm.id')}) as r`;
}

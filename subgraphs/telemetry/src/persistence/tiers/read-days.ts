import type { ReadingQuantity } from '../../domain/quantity.ts';
import { moreColumns, quantityCode, type DayReadings } from '../../domain/tiers/day-readings.ts';
import { unpackFloats } from '../packed-columns.ts';
import { tableOf } from '../reading-tables.ts';
import { columnsOf, startOf, type MeterDay, type Sql } from './meter-days.ts';

type Row = {
  meterId: string;
  day: number;
  at: Buffer;
  values: Buffer;
  second: Buffer | null;
  third: Buffer | null;
  quality: Buffer;
  qualityCodes: Buffer;
  automatic: boolean[] | null;
  valid: boolean[] | null;
  dmaIds: (string | null)[];
  sources: string[];
  firstReceivedAt: number;
  lastReceivedAt: number;
};

type Where = 'rows' | 'packed' | 'database';

/**
 * The readings of days as they lie in the database: as rows, packed, or in either way. Days without any are
 * absent, and so are days with a NaN, which no tier but the rows can hold.
 */
export async function readDays(
  client: Sql,
  quantity: ReadingQuantity,
  days: readonly MeterDay[],
  where: Where,
): Promise<readonly DayReadings[]> {
  if (days.length === 0) return [];
  const numbers = days.map(({ day }) => day);
  const { rows } = await client.query<Row>(readSql(quantity, where), [
    ...columnsOf(days),
    Math.min(...numbers),
    Math.max(...numbers) + 1,
  ]);
  return rows.map((row) => ({
    ...row,
    at: unpackMicros(row.at),
    values: unpackFloats(row.values),
    second: row.second === null ? null : unpackFloats(row.second),
    third: row.third === null ? null : unpackFloats(row.third),
    quality: unpackFloats(row.quality),
    qualityCodes: unpackFloats(row.qualityCodes),
    automatic: row.automatic === null ? null : Float64Array.from(row.automatic, Number),
    valid: row.valid === null ? null : Float64Array.from(row.valid, Number),
  }));
}

const microsOf2000 = Date.UTC(2000, 0, 1) * 1000;

/** `string_agg(timestamptz_send(x), '')` as microseconds since 1970. */
function unpackMicros(packed: Buffer): Float64Array {
  const micros = new Float64Array(packed.length / 8);
  for (let i = 0; i < micros.length; i += 1) {
    micros[i] =
      packed.readInt32BE(i * 8) * 4_294_967_296 + packed.readUInt32BE(i * 8 + 4) + microsOf2000;
  }
  return micros;
}

const sources = {
  rows: [rowsSql],
  packed: [packedSql],
  database: [rowsSql, packedSql],
} as const;

const floats = (column: string) =>
  `string_agg(float8send(coalesce(${column}::double precision, 'NaN')), '' order by recorded_at)`;
const texts = (column: string) =>
  `case when count(${column}) = 0 or count(${column}) = count(*) and min(${column}) = max(${column})
    then array[min(${column})] else array_agg(${column} order by recorded_at) end`;
const micros = (column: string) => `(extract(epoch from ${column}) * 1000000)::bigint`;

function readSql(quantity: ReadingQuantity, where: Where): string {
  return `
    select w.meter_id as "meterId", w.day, string_agg(timestamptz_send(recorded_at), '' order by recorded_at) as at,
      ${floats('value')} as values,
      case when count(second) > 0 then ${floats('second')} end as second,
      case when count(third) > 0 then ${floats('third')} end as third,
      ${floats('quality')} as quality, ${floats('quality_code')} as "qualityCodes",
      case when bool_or(automatic) then array_agg(automatic order by recorded_at) end as automatic,
      case when not bool_and(valid) then array_agg(valid order by recorded_at) end as valid,
      ${texts('dma_id')} as "dmaIds", ${texts('source')} as sources,
      ${micros('min(received_at)')} as "firstReceivedAt", ${micros('max(received_at)')} as "lastReceivedAt"
    from unnest($1::uuid[], $2::integer[]) as w (meter_id, day)
    cross join (select $3::integer as first_day, $4::integer as end_day) as span
    cross join lateral (
      ${sources[where].map((source) => source(quantity)).join(' union all ')}
    ) r
    group by w.meter_id, w.day
    having not coalesce(bool_or('NaN' in (value, second, third)), false)`;
}

function rowsSql(quantity: ReadingQuantity): string {
  const { table, value } = tableOf[quantity];
  const [second = 'null', third = 'null::double precision'] = moreColumns[quantity];
  const [automatic, valid] = quantity === 'REGISTER' ? ['automatic', 'valid'] : ['false', 'true'];
  return `
    select recorded_at, ${value} as value, ${second} as second, ${third} as third,
      ${automatic} as automatic, ${valid} as valid, quality, quality_code, source,
      dma_id::text as dma_id, received_at
    from readings.${table}
    where meter_id = w.meter_id and recorded_at >= ${startOf('w.day')} and recorded_at < ${startOf('(w.day + 1)')}
      and recorded_at >= ${startOf('$3::integer')} and recorded_at < ${startOf('$4::integer')}`;
}

function packedSql(quantity: ReadingQuantity): string {
  const from =
    quantity === 'REGISTER'
      ? `consumption_m3 as second, null::double precision as third, automatic, valid, quality, quality_code, source, dma_id::text as dma_id, received_at
         from readings.unpacked_registers where true`
      : `second_value as second, third_value as third, automatic, valid, quality, quality_code, source, dma_id::text as dma_id, received_at
         from readings.unpacked_readings where quantity = ${quantityCode[quantity]}`;
  return `select recorded_at, value as value, ${from}
    and meter_id = w.meter_id and day = date '1970-01-01' + w.day`;
}

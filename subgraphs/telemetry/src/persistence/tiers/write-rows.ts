import type { ReadingQuantity } from '../../domain/quantity.ts';
import { moreColumns, quantityCode, type DayReadings } from '../../domain/tiers/day-readings.ts';
import { floatArray, integerArray } from '../binary-arrays.ts';
import { tableOf } from '../reading-tables.ts';
import { columnsOf, startOf, type MeterDay, type Sql } from './meter-days.ts';

/** Puts days back as rows, with all that is known of each reading; a row that is there stays. */
export async function insertRows(
  client: Sql,
  quantity: ReadingQuantity,
  days: readonly DayReadings[],
): Promise<void> {
  if (days.length === 0) return;
  const flat = (column: (day: DayReadings) => Float64Array | null, otherwise: number) =>
    floatArray(
      concat(days.map((day) => column(day) ?? new Float64Array(day.at.length).fill(otherwise))),
    );
  const texts = <Text>(column: (day: DayReadings) => readonly Text[]) =>
    days.flatMap((day) => Array.from(day.at, (_, row) => column(day)[row] ?? column(day)[0]));
  const dayOfRow = days.flatMap((day, index) => Array.from(day.at, () => index + 1));
  const received = days.flatMap((day) =>
    Array.from(day.at, (_, row) =>
      row === day.at.length - 1 ? day.lastReceivedAt : day.firstReceivedAt,
    ),
  );
  await client.query(insertSql(quantity), [
    days.map(({ meterId }) => meterId),
    integerArray(Uint32Array.from(dayOfRow)),
    flat(({ at }) => at, 0),
    flat(({ values }) => values, Number.NaN),
    flat(({ second }) => second, Number.NaN),
    flat(({ third }) => third, Number.NaN),
    flat(({ automatic }) => automatic, 0),
    flat(({ valid }) => valid, 1),
    flat(({ quality }) => quality, 100),
    flat(({ qualityCodes }) => qualityCodes, 0),
    texts(({ dmaIds }) => dmaIds).map((id) => id ?? null),
    texts(({ sources }) => sources),
    floatArray(Float64Array.from(received)),
  ]);
}

function concat(columns: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(columns.reduce((length, column) => length + column.length, 0));
  let place = 0;
  for (const column of columns) {
    all.set(column, place);
    place += column.length;
  }
  return all;
}

function insertSql(quantity: ReadingQuantity): string {
  const { table, value } = tableOf[quantity];
  const [second, third] = moreColumns[quantity];
  const more = [
    ...(second === undefined ? [] : [[second, `nullif(r.second, 'NaN')`]]),
    ...(third === undefined ? [] : [[third, `nullif(r.third, 'NaN')`]]),
    ...(quantity === 'REGISTER'
      ? [
          ['automatic', 'r.automatic = 1'],
          ['valid', 'r.valid = 1'],
        ]
      : []),
  ];
  // Of microseconds alone: exact up to the year 2255.
  const instant = (micros: string) => `timestamptz 'epoch' + ${micros} * interval '1 microsecond'`;
  return `
    insert into readings.${table} (meter_id, recorded_at, ${value},
      ${more.map(([name]) => `${name}, `).join('')} quality, quality_code, dma_id, source, received_at)
    select ($1::uuid[])[r.meter], ${instant('r.at')}, nullif(r.value, 'NaN'),
      ${more.map(([, from]) => `${from}, `).join('')} r.quality, r.quality_code, r.dma_id, r.source, ${instant('r.received_at')}
    from unnest($2::integer[], $3::double precision[], $4::double precision[], $5::double precision[],
      $6::double precision[], $7::double precision[], $8::double precision[], $9::double precision[],
      $10::double precision[], $11::uuid[], $12::text[], $13::double precision[])
      as r (meter, at, value, second, third, automatic, valid, quality, quality_code, dma_id, source, received_at)
    on conflict (meter_id, recorded_at) do nothing`;
}

/** Returns how many readings there were. */
export async function deleteRows(
  client: Sql,
  quantity: ReadingQuantity,
  days: readonly MeterDay[],
): Promise<number> {
  if (days.length === 0) return 0;
  const numbers = days.map(({ day }) => day);
  const { rowCount } = await client.query(
    `delete from readings.${tableOf[quantity].table} r
     using unnest($1::uuid[], $2::integer[]) as w (meter_id, day)
     where r.meter_id = w.meter_id and r.recorded_at >= ${startOf('w.day')}
       and r.recorded_at < ${startOf('(w.day + 1)')}
       and r.recorded_at >= ${startOf('$3::integer')} and r.recorded_at < ${startOf('$4::integer')}`,
    [...columnsOf(days), Math.min(...numbers), Math.max(...numbers) + 1],
  );
  return rowCount ?? 0;
}

/** Returns how many readings there were. */
export async function deletePacked(
  client: Sql,
  quantity: ReadingQuantity,
  days: readonly MeterDay[],
): Promise<number> {
  if (days.length === 0) return 0;
  const { rows } = await client.query<{ count: number }>(
    `with deleted as (
       delete from readings.packed_days p
       using unnest($1::uuid[], $2::integer[]) as w (meter_id, day), readings.packed_series s
       where s.meter_id = w.meter_id and s.quantity = ${quantityCode[quantity]}
         and p.series_id = s.id and p.day = date '1970-01-01' + w.day
       returning p.reading_count
     )
     select coalesce(sum(reading_count), 0)::integer as count from deleted`,
    columnsOf(days),
  );
  return rows[0]?.count ?? 0;
}

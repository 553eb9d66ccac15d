import type { DuckDBValue } from '@duckdb/node-api';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import { dayMicros, moreColumns, type DayReadings } from '../../domain/tiers/day-readings.ts';
import { tableOf } from '../reading-tables.ts';
import { duckDb, quote } from './duckdb.ts';

export type FileDays = DayReadings & {
  /** Which of the files, by its place in `paths`. */
  readonly file: number;
};

export type ParquetFilter = {
  /** Null: all. */
  readonly meterIds: readonly string[] | null;
  /** Days since 1970, both included. */
  readonly firstDay: number;
  readonly lastDay: number;
};

/** Days of Parquet files, by meter and day. */
export async function readParquet(
  paths: readonly string[],
  quantity: ReadingQuantity,
  filter: ParquetFilter,
): Promise<readonly FileDays[]> {
  if (paths.length === 0) return [];
  const days: FileDays[] = [];
  let open: Columns = [];
  for await (const columns of duckDb().chunks(readSql(paths, quantity, filter))) {
    const length = columns[0]?.length ?? 0;
    for (let row = 0; row < length; row += 1) {
      const same = open.length > 0 && key.every((cell) => columns[cell]?.[row] === open[cell]?.[0]);
      if (!same) {
        if (open.length > 0) days.push(dayOfColumns(open));
        open = columns.map(() => []);
      }
      for (const [cell, column] of columns.entries()) open[cell]?.push(column[row] ?? null);
    }
  }
  if (open.length > 0) days.push(dayOfColumns(open));
  return days;
}

type Columns = DuckDBValue[][];

// File, meter and day.
const key = [0, 1, 2];

function readSql(
  paths: readonly string[],
  quantity: ReadingQuantity,
  { meterIds, firstDay, lastDay }: ParquetFilter,
): string {
  const [second = 'null', third = 'null'] = moreColumns[quantity];
  const flags = quantity === 'REGISTER' ? 'automatic, valid' : 'false, true';
  const among =
    meterIds === null
      ? ''
      : `and meter_id in (${meterIds.map((id) => `${quote(id)}::uuid`).join(', ')})`;
  const at = (day: number) => `make_timestamptz(${day * dayMicros}::bigint)`;
  return `
    select file_index::integer as file, meter_id::varchar, floor(epoch_us(recorded_at) / ${dayMicros})::integer as day,
      epoch_us(recorded_at)::double, coalesce(number / divisor * factor, ${tableOf[quantity].value}),
      ${second}, ${third}, ${flags}, quality, quality_code, dma_id::varchar, source,
      epoch_us(first_received_at)::double, epoch_us(last_received_at)::double
    from read_parquet([${paths.map(quote).join(', ')}])
    where recorded_at >= ${at(firstDay)} and recorded_at < ${at(lastDay + 1)} ${among}
    order by meter_id, recorded_at, file_index`;
}

function dayOfColumns(columns: Columns): FileDays {
  const first = (cell: number) => columns[cell]?.[0];
  const numbers = (cell: number) =>
    Float64Array.from(columns[cell] ?? [], (value) => (value === null ? NaN : Number(value)));
  const unless = (cell: number, usual: number) => {
    const column = numbers(cell);
    return column.every((value) => Object.is(value, usual)) ? null : column;
  };
  const texts = (cell: number) => once((columns[cell] ?? []) as readonly (string | null)[]);
  return {
    file: Number(first(0)),
    meterId: String(first(1)),
    day: Number(first(2)),
    at: numbers(3),
    values: numbers(4),
    second: unless(5, Number.NaN),
    third: unless(6, Number.NaN),
    automatic: unless(7, 0),
    valid: unless(8, 1),
    quality: numbers(9),
    qualityCodes: numbers(10),
    dmaIds: texts(11),
    sources: texts(12).map((source) => source ?? ''),
    firstReceivedAt: Number(first(13)),
    lastReceivedAt: Number(first(14)),
  };
}

function once<Text>(texts: readonly Text[]): readonly Text[] {
  return texts.every((text) => text === texts[0]) ? texts.slice(0, 1) : texts;
}

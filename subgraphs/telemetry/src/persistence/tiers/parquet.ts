import type { DuckDBValue } from '@duckdb/node-api';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import { moreColumns, type DayReadings } from '../../domain/tiers/day-readings.ts';
import { factorsOf } from '../../domain/tiers/unit-factors.ts';
import { toWholeNumbers } from '../../domain/tiers/whole-numbers.ts';
import { tableOf } from '../reading-tables.ts';
import { duckDb, quote } from './duckdb.ts';

// A row for each reading. Its value is number / divisor * factor where there is a number, which
// packs better than the double it gives back to the bit. docs/adr has a query for readers.
const definition = `meter_id varchar, dma_id varchar, instant double, number integer, divisor double,
  factor double, value double, second double, third double, automatic boolean, valid boolean,
  quality utinyint, quality_code utinyint, source varchar, first_received_at double,
  last_received_at double`;

/** Writes days, which come by meter and day, as one Parquet file. */
export async function writeParquet(
  path: string,
  quantity: ReadingQuantity,
  days: readonly DayReadings[],
): Promise<void> {
  await duckDb().withTable(definition, chunksOf(quantity, days), async (table) => {
    await duckDb().rows(`copy (${selectSql(quantity, table)}) to ${quote(path)} ${parquetOptions}`);
  });
}

export const parquetOptions =
  '(format parquet, parquet_version v2, compression zstd, compression_level 12, row_group_size 204800)';

function selectSql(quantity: ReadingQuantity, table: string): string {
  const [second, third] = moreColumns[quantity];
  const more = [
    second === undefined ? [] : [`second as ${second}`],
    third === undefined ? [] : [`third as ${third}`],
  ];
  const flags = quantity === 'REGISTER' ? ['automatic', 'valid'] : [];
  const names = [...more.flat(), ...flags].map((name) => `${name}, `).join('');
  return `
    select meter_id::uuid as meter_id, dma_id::uuid as dma_id, make_timestamptz(instant::bigint) as recorded_at,
      number, divisor, factor, value as ${tableOf[quantity].value}, ${names} quality, quality_code, source,
      make_timestamptz(first_received_at::bigint) as first_received_at,
      make_timestamptz(last_received_at::bigint) as last_received_at
    from ${table} order by 1, 3`;
}

const rowsAtOnce = 2_048;

/** Columns of some days at a time: those of a whole file would take a hundred megabytes. */
function* chunksOf(quantity: ReadingQuantity, days: readonly DayReadings[]) {
  const noColumns = () => Array.from({ length: 16 }, (): DuckDBValue[] => []);
  let columns = noColumns();
  for (const day of days) {
    appendDay(columns, quantity, day);
    if ((columns[0]?.length ?? 0) < rowsAtOnce) continue;
    yield columns;
    columns = noColumns();
  }
  yield columns;
}

function appendDay(columns: DuckDBValue[][], quantity: ReadingQuantity, day: DayReadings): void {
  const whole = toWholeNumbers(day.values, factorsOf[quantity]);
  const known = (value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? null : value;
  day.at.forEach((at, row) => {
    const number = known(whole?.numbers[row]);
    const cells: DuckDBValue[] = [
      day.meterId,
      day.dmaIds[row] ?? (day.dmaIds.length === 1 ? (day.dmaIds[0] ?? null) : null),
      at,
      number,
      whole?.divisor ?? null,
      whole?.factor ?? null,
      number === null ? known(day.values[row]) : null,
      known(day.second?.[row]),
      known(day.third?.[row]),
      day.automatic?.[row] === 1,
      day.valid?.[row] !== 0,
      day.quality[row] ?? 100,
      day.qualityCodes[row] ?? 0,
      day.sources[row] ?? day.sources[0] ?? '',
      day.firstReceivedAt,
      day.lastReceivedAt,
    ];
    cells.forEach((cell, index) => columns[index]?.push(cell));
  });
}

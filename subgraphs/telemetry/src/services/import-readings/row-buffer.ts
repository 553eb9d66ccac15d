import type { ReadingQuantity } from '../../domain/quantity.ts';
import type { ReadingColumns, ReadingSeries } from '../../domain/reading-columns.ts';

/** Rows of a file or body as columns; the series are those of these rows. */
export type Collected = {
  readonly columns: ReadingColumns;
  /** Line of each row, for messages. */
  readonly lines: Uint32Array;
  /** Heading of the column in which a series stands. */
  readonly columnOf: (series: number) => string | null;
};

export type FileRow = {
  readonly line: number;
  readonly at: number;
  readonly serialNumber: string;
  readonly quantity: ReadingQuantity;
  readonly unit: string;
  readonly column: string | null;
  readonly value: number;
  /** NaN when none is given. */
  readonly quality: number;
};

/** Columns that are filled and taken piece by piece. */
export function createRowBuffer(capacity: number) {
  let index = createSeriesIndex();
  let room = emptyRoom(capacity);
  let used = 0;

  const put = (row: FileRow): void => {
    room.lines[used] = row.line;
    room.at[used] = row.at;
    room.values[used] = row.value;
    room.quality[used] = row.quality;
    room.seriesOf[used] = index.placeOf(row);
    used += 1;
  };

  const take = (): Collected => {
    const { series, columnNames } = index;
    const columns = {
      series,
      seriesOf: room.seriesOf.subarray(0, used),
      at: room.at.subarray(0, used),
      values: room.values.subarray(0, used),
      quality: room.quality.subarray(0, used),
    };
    const lines = room.lines.subarray(0, used);
    index = createSeriesIndex();
    room = emptyRoom(capacity);
    used = 0;
    return { columns, lines, columnOf: (one) => columnNames[one] ?? null };
  };

  return { put, take, used: () => used };
}

/** Places of series; rows that follow each other mostly share quantity and unit. */
function createSeriesIndex() {
  const series: ReadingSeries[] = [];
  const columnNames: (string | null)[] = [];
  const byUnit = new Map<string, Map<string, number>>();
  let [quantity, unit] = ['', ''];
  let byName = new Map<string, number>();

  const placeOf = (row: FileRow): number => {
    if (row.quantity !== quantity || row.unit !== unit) {
      ({ quantity, unit } = row);
      byName = byUnit.get(`${quantity} ${unit}`) ?? new Map<string, number>();
      byUnit.set(`${quantity} ${unit}`, byName);
    }
    const known = byName.get(row.serialNumber);
    if (known !== undefined) return known;
    byName.set(row.serialNumber, series.length);
    columnNames.push(row.column);
    return series.push({ serialNumber: row.serialNumber, quantity: row.quantity, unit }) - 1;
  };

  return { series, columnNames, placeOf };
}

function emptyRoom(capacity: number) {
  return {
    lines: new Uint32Array(capacity),
    seriesOf: new Uint32Array(capacity),
    at: new Float64Array(capacity),
    values: new Float64Array(capacity),
    quality: new Float64Array(capacity),
  };
}

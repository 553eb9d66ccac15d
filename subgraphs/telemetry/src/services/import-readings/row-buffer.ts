import type { ReadingQuantity } from '../../domain/quantity.ts';
import type { ReadingColumns, ReadingSeries } from '../../domain/reading-columns.ts';

/** Rows of a file as columns. */
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
  readonly column: string | null;
  readonly value: number;
  /** NaN when none is given. */
  readonly quality: number;
};

/** Columns that are filled and taken piece by piece; the series stay the same throughout. */
export function createRowBuffer(capacity: number, quantity: ReadingQuantity, unit: string) {
  const series: ReadingSeries[] = [];
  const columnNames: (string | null)[] = [];
  const seriesByName = new Map<string, number>();
  let room = emptyRoom(capacity);
  let used = 0;

  const seriesOf = (serialNumber: string, column: string | null): number => {
    const known = seriesByName.get(serialNumber);
    if (known !== undefined) return known;
    columnNames.push(column);
    series.push({ serialNumber, quantity, unit });
    seriesByName.set(serialNumber, series.length - 1);
    return series.length - 1;
  };

  const put = (row: FileRow): void => {
    room.lines[used] = row.line;
    room.at[used] = row.at;
    room.values[used] = row.value;
    room.quality[used] = row.quality;
    room.seriesOf[used] = seriesOf(row.serialNumber, row.column);
    used += 1;
  };

  const take = (): Collected => {
    const columns = {
      series,
      seriesOf: room.seriesOf.subarray(0, used),
      at: room.at.subarray(0, used),
      values: room.values.subarray(0, used),
      quality: room.quality.subarray(0, used),
    };
    const lines = room.lines.subarray(0, used);
    room = emptyRoom(capacity);
    used = 0;
    return { columns, lines, columnOf: (one) => columnNames[one] ?? null };
  };

  return { put, take, used: () => used };
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

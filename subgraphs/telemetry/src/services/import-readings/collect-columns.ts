import type { ColumnMapping, Layout } from '../../domain/files/layout.ts';
import { parseNumber } from '../../domain/files/parse-number.ts';
import { parseTime, type ParsedTime } from '../../domain/files/parse-time.ts';
import type { ReadingQuantity } from '../../domain/quantity.ts';
import type { CsvRecord } from './read-records.ts';
import type { RejectedLine } from './rejected-rows.ts';
import { createRowBuffer } from './row-buffer.ts';

export type CollectOptions = {
  readonly layout: Layout;
  readonly header: readonly string[];
  readonly quantity: ReadingQuantity;
  readonly unit: string;
  readonly timeZone: string;
  readonly mapping: ColumnMapping;
};

export const roomForRows = 20_000;

/** Turns records into columns of bounded size: `add` until `isFull`, then `take`. */
export function createCollector(options: CollectOptions, onBad: (bad: RejectedLine) => void) {
  const { layout, header, quantity, unit, timeZone, mapping } = options;
  // A record of a wide file brings as many rows as it has meters.
  const perRecord = layout.kind === 'wide' ? layout.meters.length : 1;
  const buffer = createRowBuffer(roomForRows + perRecord);

  const timeOf = createTimeReader(layout.timeColumns, timeZone);

  const put = (record: CsvRecord, at: number, place: number, name: string, quality: number) => {
    const value = parseNumber(record.cells[place] ?? '');
    if (value === null) return;
    const column = header[place] ?? null;
    const { line } = record;
    buffer.put({ line, at, serialNumber: name, quantity, unit, column, value, quality });
  };

  const add = (record: CsvRecord): void => {
    const { line, cells } = record;
    if (cells.length > header.length) {
      const message = `The row has ${cells.length} cells, the header ${header.length}.`;
      onBad({ line, column: null, reason: 'MALFORMED_ROW', message });
      return;
    }
    const at = timeOf(cells);
    if (typeof at === 'object') {
      const column = header[layout.timeColumns[0] ?? 0] ?? null;
      onBad({ line, column, reason: 'BAD_TIME', message: at.problem });
      return;
    }
    if (layout.kind === 'wide') {
      for (const { column, serialNumber } of layout.meters) {
        put(record, at, column, serialNumber, Number.NaN);
      }
      return;
    }
    const name = (cells[layout.meterColumn] ?? '').trim();
    const quality = qualityOf(layout.qualityColumn === null ? '' : cells[layout.qualityColumn]);
    put(record, at, layout.valueColumn, mapping.get(name) ?? name, quality);
  };

  return { add, take: buffer.take, isFull: () => buffer.used() >= roomForRows };
}

/** Most rows of a long file are about the same moment as the one before. */
function createTimeReader(columns: readonly number[], timeZone: string) {
  let last: { readonly text: string; readonly time: ParsedTime } | undefined;
  return (cells: readonly string[]): ParsedTime => {
    const text = textOf(cells, columns);
    if (text !== last?.text) last = { text, time: parseTime(text, timeZone) };
    return last.time;
  };
}

function textOf(cells: readonly string[], columns: readonly number[]): string {
  const [only, ...others] = columns;
  return others.length === 0
    ? (cells[only ?? 0] ?? '')
    : columns.map((column) => cells[column] ?? '').join(' ');
}

// Text that is no number must not pass for an absent quality.
function qualityOf(cell: string | undefined): number {
  const quality = parseNumber(cell ?? '');
  if (quality === null) return Number.NaN;
  return Number.isNaN(quality) ? -1 : quality;
}

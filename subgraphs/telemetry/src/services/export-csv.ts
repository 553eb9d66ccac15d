import { offsetAt } from '@waris/local-time';
import type { ExportColumn, ExportPage, ExportTable } from './export-table.ts';

/** How instants are written: with the offset of the area's clock, as UTC, or as the clock shows. */
export type ExportTime = 'offset' | 'utc' | 'local';

export type CsvOptions = {
  readonly time: ExportTime;
  /** For spreadsheets that otherwise take UTF-8 for something else. */
  readonly byteOrderMark: boolean;
};

/** A table as CSV (RFC 4180), page by page at the reader's pace. */
export async function* csvOf(table: ExportTable, options: CsvOptions): AsyncGenerator<string> {
  const header = table.columns.map(({ name }) => quoted(name)).join(',');
  yield `${options.byteOrderMark ? '\uFEFF' : ''}${header}\r\n`;
  const instant = instantWriter(options.time, table.timeZone);
  for await (const page of table.pages) yield linesOf(table.columns, page, instant);
}

function linesOf(
  columns: readonly ExportColumn[],
  page: ExportPage,
  instant: (at: number) => string,
): string {
  const writers = columns.map(({ type }, index) => cellWriter(type, page[index] ?? [], instant));
  let lines = '';
  for (let row = 0; row < (page[0]?.length ?? 0); row += 1) {
    lines += `${writers.map((write) => write(row)).join(',')}\r\n`;
  }
  return lines;
}

function cellWriter(
  type: ExportColumn['type'],
  column: ExportPage[number],
  instant: (at: number) => string,
): (row: number) => string {
  return (row) => {
    const value = column[row] ?? null;
    if (value === null || (typeof value === 'number' && Number.isNaN(value))) return '';
    if (typeof value === 'string') return quoted(value);
    if (type === 'instant') return instant(value);
    return type === 'flag' ? String(value === 1) : String(value);
  };
}

/** A text that a spreadsheet would run as a formula is marked as a text. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function instantWriter(time: ExportTime, timeZone: string): (at: number) => string {
  if (time === 'utc') return (at) => new Date(at).toISOString();
  return (at) => {
    const offset = offsetAt(at, timeZone);
    const local = new Date(at + offset).toISOString().slice(0, -1);
    const shown = local.endsWith('.000') ? local.slice(0, -4) : local;
    return time === 'local' ? shown.replace('T', ' ') : `${shown}${offsetText(offset)}`;
  };
}

function offsetText(offset: number): string {
  const minutes = Math.abs(Math.round(offset / 60_000));
  const pair = (value: number) => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${pair(Math.floor(minutes / 60))}:${pair(minutes % 60)}`;
}

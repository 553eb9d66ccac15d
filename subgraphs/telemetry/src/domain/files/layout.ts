import { fail, ok, type Result } from '@waris/service-kit';
import type { ReadingQuantity } from '../quantity.ts';

/** Where the readings of a file stand. Columns count from 0. */
export type Layout = {
  /** One column, or a day and a time of day. */
  readonly timeColumns: readonly number[];
  readonly qualityColumn: number | null;
} & (
  | {
      readonly kind: 'long';
      readonly meterColumn: number;
      readonly valueColumn: number;
    }
  | {
      readonly kind: 'wide';
      readonly meters: readonly { readonly column: number; readonly serialNumber: string }[];
    }
);

/** Column of a wide file, or meter name of a long one → serial number. */
export type ColumnMapping = ReadonlyMap<string, string>;

const words = (text: string): readonly string[] => text.split(' ');

const headers = {
  time: words('timestamp datetime recordedat at วันเวลา วันที่เวลา วันที่และเวลา'),
  date: words('date day วันที่ วัน'),
  clock: words('time hour เวลา'),
  meter: [
    ...words('meter meterid serial serialnumber meterserialnumber dma dmacode'),
    ...words('มาตร มิเตอร์ เลขมาตร หมายเลขมาตร รหัสมาตร หมายเลขมิเตอร์ รหัสdma'),
  ],
  quality: words('quality คุณภาพ คุณภาพข้อมูล'),
};

const valueHeaders: Readonly<Record<ReadingQuantity, readonly string[]>> = {
  FLOW: ['flow', 'flowrate', 'inflow', 'น้ำเข้า', 'ปริมาณน้ำเข้า', 'อัตราการไหล', 'อัตราไหล'],
  PRESSURE: ['pressure', 'level', 'แรงดัน', 'ความดัน', 'แรงดันน้ำ', 'ระดับน้ำ'],
  REGISTER: ['register', 'index', 'counter', 'เลขอ่าน', 'เลขมาตรอ่าน', 'หน่วยน้ำ', 'เลขในมาตร'],
};
const anyValue = ['value', 'reading', 'ค่า', 'ค่าที่วัดได้'];

// Units and marks in a heading say nothing about which column it is: `flow (m3/h)`, `DMA_code`.
// Sara am is put together: NFKC and some programs take it apart.
function normalise(header: string): string {
  return header
    .normalize('NFKC')
    .replaceAll(/\(.*?\)|\[.*?\]|[\s_.-]/g, '')
    .replaceAll('\u0e4d\u0e32', '\u0e33')
    .toLowerCase();
}

/** Finds the layout from the header row: long when it names a meter and a value, else wide. */
export function findLayout(
  header: readonly string[],
  quantity: ReadingQuantity,
  mapping: ColumnMapping,
): Result<Layout, string> {
  const names = header.map(normalise);
  const columnOf = (known: readonly string[]) => {
    const spellings = known.map(normalise);
    const column = names.findIndex((name) => spellings.includes(name));
    return column === -1 ? null : column;
  };
  const timeColumns = timeColumnsOf(columnOf);
  const meterColumn = columnOf(headers.meter);
  const valueColumn = columnOf(valueHeaders[quantity]) ?? columnOf(anyValue);
  const qualityColumn = columnOf(headers.quality);
  if (meterColumn !== null && valueColumn !== null) {
    if (timeColumns === null) return fail('No column of the header is a time.');
    return ok({ kind: 'long', timeColumns, qualityColumn, meterColumn, valueColumn });
  }
  // Of a wide file the first column is the time, whatever it is called.
  return wideLayout(header, timeColumns ?? [0], mapping);
}

function timeColumnsOf(columnOf: (known: readonly string[]) => number | null) {
  const instant = columnOf(headers.time);
  if (instant !== null) return [instant];
  const [date, clock] = [columnOf(headers.date), columnOf(headers.clock)];
  const columns = [date, clock].filter((column) => column !== null);
  return columns.length === 0 ? null : columns;
}

function wideLayout(
  header: readonly string[],
  timeColumns: readonly number[],
  mapping: ColumnMapping,
): Result<Layout, string> {
  const trimmed = header.map((name) => name.trim());
  const absent = [...mapping.keys()].filter((name) => !trimmed.includes(name));
  if (absent.length > 0) {
    return fail(...absent.map((name) => `The header has no column "${name}" of the mapping.`));
  }
  const meters = trimmed.flatMap((name, column) => {
    const serialNumber = mapping.size === 0 ? name : mapping.get(name);
    const isMeter = serialNumber !== undefined && name !== '' && !timeColumns.includes(column);
    return isMeter ? [{ column, serialNumber }] : [];
  });
  if (meters.length === 0) return fail('The header names no meter.');
  const twice = trimmed.find((name, column) => name !== '' && trimmed.indexOf(name) !== column);
  if (twice !== undefined) return fail(`The header has the column "${twice}" twice.`);
  return ok({ kind: 'wide', timeColumns, qualityColumn: null, meters });
}

import type { FaultList } from './fault-list.ts';
import type { InpLine, SectionName } from './sections.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Reads the fields of one line; a fault is noted once and the line given up. */
export interface LineReader {
  readonly line: number;
  readonly count: number;
  text(index: number): string;
  /** Null after a fault. */
  number(index: number, what: string): number | null;
  nonNegative(index: number, what: string): number | null;
  positive(index: number, what: string): number | null;
  fault(index: number, message: string): void;
}

export function readLine(line: InpLine, section: SectionName, faults: FaultList): LineReader {
  const { fields } = line;
  const fault = (index: number, message: string): void => {
    const field = fields[index] ?? fields.at(-1) ?? fields[0];
    faults.add(line.line, field.column, section, message);
  };
  const number = (index: number, what: string): number | null => {
    const text = fields[index]?.text ?? '';
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    if (Number.isFinite(value)) {
      return value;
    }
    fault(
      index,
      text === '' ? `The ${what} is missing.` : `The ${what} "${text}" is not a number.`,
    );
    return null;
  };
  const bounded = (index: number, what: string, allowZero: boolean): number | null => {
    const value = number(index, what);
    if (value === null || value > 0 || (allowZero && value === 0)) {
      return value;
    }
    fault(index, `The ${what} ${value} must be ${allowZero ? 'zero or more' : 'more than zero'}.`);
    return null;
  };
  return {
    line: line.line,
    count: fields.length,
    text: (index) => fields[index]?.text ?? '',
    number,
    nonNegative: (index, what) => bounded(index, what, true),
    positive: (index, what) => bounded(index, what, false),
    fault,
  };
}

/** True when the line has `least` fields; otherwise says which are expected. */
export function hasFields(reader: LineReader, least: number, expected: string): boolean {
  if (reader.count >= least) {
    return true;
  }
  reader.fault(reader.count - 1, `Too few fields: ${expected} are needed, ${reader.count} found.`);
  return false;
}

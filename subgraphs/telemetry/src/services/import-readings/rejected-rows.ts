import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { ReadingRejection } from '../../domain/reading-columns.ts';

/** A row of a file that was not stored. */
export type RejectedFileRow = {
  readonly file: string;
  /** 0 when it is about the meter of a column as a whole. */
  readonly line: number;
  readonly column: string | null;
  readonly reason: ReadingRejection;
  readonly message: string;
};

const mostKept = 100;
const head = 'file,line,column,reason,message\n';

/** Counts rejected rows, keeps the first hundred, writes all of them as CSV where asked to. */
export function createRejectedRows(file: string, to: Writable | undefined) {
  const first: RejectedFileRow[] = [];
  let count = 0;
  let pending = '';

  return {
    first,
    count: () => count,
    add: (row: Omit<RejectedFileRow, 'file'>): void => {
      const rejected = { file, ...row };
      if (count === 0) pending += head;
      count += 1;
      if (first.length < mostKept) first.push(rejected);
      if (to !== undefined) pending += lineOf(rejected);
    },
    /** Call between pieces: waits while the writer is slower than the reader. */
    flush: async (): Promise<void> => {
      const text = pending;
      pending = '';
      if (to === undefined || text === '') return;
      if (!to.write(text)) await once(to, 'drain');
    },
  };
}

function lineOf({ file, line, column, reason, message }: RejectedFileRow): string {
  return `${[file, line, column ?? '', reason, message].map((cell) => cellOf(String(cell))).join(',')}\n`;
}

// A cell that starts like a formula would be run by a spreadsheet: an apostrophe makes it text.
function cellOf(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

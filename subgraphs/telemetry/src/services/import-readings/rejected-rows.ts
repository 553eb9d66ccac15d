import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { ReadingRejection } from '../../domain/reading-columns.ts';

/** A row of a file or body that was not stored. */
export type RejectedLine = {
  readonly line: number;
  readonly column: string | null;
  readonly reason: ReadingRejection;
  readonly message: string;
};

export type RejectedFileRow = RejectedLine & { readonly file: string };

/** Gets every rejected row as text, some at a time; not ended here. */
export type RejectedSink = { readonly to: Writable; textOf(row: RejectedLine): string };

const mostKept = 100;

export type RejectedRows = ReturnType<typeof createRejectedRows>;

/** Counts rejected rows, keeps the first hundred, tells of all of them where asked to. */
export function createRejectedRows(sink: RejectedSink | undefined) {
  const first: RejectedLine[] = [];
  let count = 0;
  let pending = '';

  return {
    first,
    count: () => count,
    add: (row: RejectedLine): void => {
      count += 1;
      if (first.length < mostKept) first.push(row);
      if (sink !== undefined) pending += sink.textOf(row);
    },
    /** Call between pieces: waits while the writer is slower than the reader. */
    flush: async (): Promise<void> => {
      const text = pending;
      pending = '';
      if (sink === undefined || text === '') return;
      if (!sink.to.write(text)) await drained(sink.to);
    },
  };
}

async function drained(to: Writable): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  try {
    await Promise.race([once(to, 'drain', { signal }), once(to, 'close', { signal })]);
  } finally {
    stop.abort();
  }
}

/** As CSV, for a person and a spreadsheet; the head stands there already when it goes on. */
export function csvSink(file: string, to: Writable, goesOn: boolean): RejectedSink {
  let head = goesOn ? '' : 'file,line,column,reason,message\n';
  return {
    to,
    textOf: (row) => {
      const text = head + lineOf({ file, ...row });
      head = '';
      return text;
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

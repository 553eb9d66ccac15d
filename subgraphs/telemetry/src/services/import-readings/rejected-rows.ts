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

/** Gets every rejected row as text, some at a time; `write` waits until more may come. */
export type RejectedSink = {
  write(text: string): Promise<void>;
  textOf(row: RejectedLine): string;
};

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
      await sink.write(text);
    },
  };
}

/** Waits while the reader is slower; one that has gone is not waited for. Not ended here. */
export async function writePaced(to: Writable, text: string): Promise<void> {
  if (to.write(text) || to.destroyed) return;
  const stop = new AbortController();
  const { signal } = stop;
  try {
    await Promise.race([once(to, 'drain', { signal }), once(to, 'close', { signal })]);
  } finally {
    stop.abort();
  }
}

/**
 * As CSV, for a person and a spreadsheet; the head stands there already when it goes on. Rows are
 * written before it is noted how far the import is, so that one that goes on misses none.
 */
export function csvSink(file: string, to: Writable, goesOn: boolean): RejectedSink {
  let head = goesOn ? '' : 'file,line,column,reason,message\n';
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        to.write(text, (error) => (error ? reject(error) : resolve()));
      }),
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

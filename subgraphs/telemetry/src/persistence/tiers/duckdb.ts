import { tmpdir } from 'node:os';
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';

type Columns = readonly (readonly DuckDBValue[])[];

/** In the memory of this process; it only ever reads and writes Parquet. */
export type DuckDb = {
  /** Rows as arrays of plain values, all at once: for short answers. */
  rows(sql: string): Promise<readonly (readonly DuckDBValue[])[]>;
  /** The columns of some thousand rows at a time. */
  chunks(sql: string): AsyncIterable<Columns>;
  /** Fills a table for the time of `work`, as many rows at a time as come, and drops it. */
  withTable<Value>(
    definition: string,
    chunks: Iterable<Columns>,
    work: (table: string) => Promise<Value>,
  ): Promise<Value>;
};

const chunkRows = 2_048;
const settings = [
  `set memory_limit = '96MB'`,
  // A second one sorts no faster and takes half as much memory again.
  'set threads = 1',
  // Extensions would be looked for on the internet.
  'set autoinstall_known_extensions = false',
  'set autoload_known_extensions = false',
];

let opening: Promise<DuckDBInstance> | null = null;
let tables = 0;

/** Opened at the first use: most processes never touch the archive. */
export function duckDb(): DuckDb {
  return {
    rows: (sql) => connected(async (duck) => (await duck.runAndReadAll(sql)).getRows()),
    chunks: readChunks,
    withTable: (definition, chunks, work) =>
      connected(async (duck) => {
        tables += 1;
        const table = `written_${tables}`;
        await duck.run(`create table ${table} (${definition})`);
        try {
          await fill(duck, table, chunks);
          return await work(table);
        } finally {
          await duck.run(`drop table ${table}`);
        }
      }),
  };
}

/** With a connection of its own: one can read one answer at a time. */
async function connected<Value>(work: (duck: DuckDBConnection) => Promise<Value>): Promise<Value> {
  const duck = await (await instance()).connect();
  try {
    return await work(duck);
  } finally {
    duck.closeSync();
  }
}

async function* readChunks(sql: string): AsyncGenerator<Columns> {
  const duck = await (await instance()).connect();
  try {
    const result = await duck.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      yield Array.from({ length: chunk.columnCount }, (_, column) => chunk.getColumnValues(column));
    }
  } finally {
    duck.closeSync();
  }
}

async function instance(): Promise<DuckDBInstance> {
  opening ??= open();
  try {
    return await opening;
  } catch (error) {
    opening = null;
    throw error;
  }
}

async function open(): Promise<DuckDBInstance> {
  const { DuckDBInstance: Instance } = await import('@duckdb/node-api');
  const opened = await Instance.create(':memory:');
  const duck = await opened.connect();
  for (const setting of [...settings, `set temp_directory = ${quote(tmpdir())}`]) {
    await duck.run(setting);
  }
  duck.closeSync();
  return opened;
}

async function fill(
  duck: DuckDBConnection,
  table: string,
  chunks: Iterable<Columns>,
): Promise<void> {
  const { DuckDBDataChunk } = await import('@duckdb/node-api');
  const appender = await duck.createAppender(table);
  for (const columns of chunks) {
    const rows = columns[0]?.length ?? 0;
    const types = columns.map((_, index) => appender.columnType(index));
    for (let from = 0; from < rows; from += chunkRows) {
      const chunk = DuckDBDataChunk.create(types, Math.min(chunkRows, rows - from));
      columns.forEach((column, index) => {
        chunk.setColumnValues(index, column.slice(from, from + chunkRows));
      });
      appender.appendDataChunk(chunk);
    }
  }
  appender.closeSync();
}

/** A text as a literal of SQL. */
export const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

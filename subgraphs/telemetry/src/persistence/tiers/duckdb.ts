import { tmpdir } from 'node:os';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

/** In the memory of this process; it only ever reads and writes Parquet. */
export type DuckDb = {
  /** Rows as arrays of plain values. */
  rows(sql: string): Promise<readonly (readonly DuckDBValue[])[]>;
  /** Fills a table for the time of `work`, column by column, and drops it. */
  withTable<Value>(
    definition: string,
    columns: readonly (readonly DuckDBValue[])[],
    work: (table: string) => Promise<Value>,
  ): Promise<Value>;
};

const chunkRows = 2_048;
const settings = [
  `set memory_limit = '256MB'`,
  'set threads = 2',
  // Extensions would be looked for on the internet.
  'set autoinstall_known_extensions = false',
  'set autoload_known_extensions = false',
];

let opening: Promise<DuckDBConnection> | null = null;
let tables = 0;

/** Opened at the first use: most processes never touch the archive. */
export function duckDb(): DuckDb {
  return {
    rows: async (sql) => (await (await connection()).runAndReadAll(sql)).getRows(),
    withTable: async (definition, columns, work) => {
      const duck = await connection();
      tables += 1;
      const table = `written_${tables}`;
      await duck.run(`create table ${table} (${definition})`);
      try {
        await fill(duck, table, columns);
        return await work(table);
      } finally {
        await duck.run(`drop table ${table}`);
      }
    },
  };
}

async function connection(): Promise<DuckDBConnection> {
  opening ??= open();
  try {
    return await opening;
  } catch (error) {
    opening = null;
    throw error;
  }
}

async function open(): Promise<DuckDBConnection> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const duck = await (await DuckDBInstance.create(':memory:')).connect();
  for (const setting of [...settings, `set temp_directory = ${quote(tmpdir())}`]) {
    await duck.run(setting);
  }
  return duck;
}

async function fill(
  duck: DuckDBConnection,
  table: string,
  columns: readonly (readonly DuckDBValue[])[],
): Promise<void> {
  const { DuckDBDataChunk } = await import('@duckdb/node-api');
  const appender = await duck.createAppender(table);
  const rows = columns[0]?.length ?? 0;
  const types = columns.map((_, index) => appender.columnType(index));
  for (let from = 0; from < rows; from += chunkRows) {
    const chunk = DuckDBDataChunk.create(types, Math.min(chunkRows, rows - from));
    columns.forEach((column, index) => {
      chunk.setColumnValues(index, column.slice(from, from + chunkRows));
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** A text as a literal of SQL. */
export const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

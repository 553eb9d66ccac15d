import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { DuckDBAppender, DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { ExportColumn, ExportPage, ExportTable } from '../services/export-table.ts';

const typeOf = { instant: 'TIMESTAMPTZ', number: 'DOUBLE', flag: 'BOOLEAN', text: 'VARCHAR' };
const chunkRows = 2_048;

/**
 * A table as a Parquet file. The end of such a file says where everything lies, so it is written
 * to a temporary folder first, a page at a time, and then read; the folder goes with the stream.
 */
export async function parquetOf(table: ExportTable): Promise<Readable> {
  const folder = await mkdtemp(join(tmpdir(), 'waris-export-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const file = join(folder, 'export.parquet');
    await writeFile(table, folder, file);
    const stream = createReadStream(file);
    stream.once('close', () => void remove());
    return stream;
  } catch (error) {
    await remove();
    throw error;
  }
}

async function writeFile(table: ExportTable, folder: string, file: string): Promise<void> {
  // Loaded when it is first needed: most processes never do, and it is large.
  const duckdb = await import('@duckdb/node-api');
  const instance = await duckdb.DuckDBInstance.create(join(folder, 'export.duckdb'), {
    memory_limit: '128MB',
    threads: '1',
    temp_directory: folder,
  });
  const connection = await instance.connect();
  try {
    const columns = table.columns.map(({ name, type }) => `"${name}" ${typeOf[type]}`).join(', ');
    await connection.run(`create table rows (${columns})`);
    const appender = await connection.createAppender('rows');
    for await (const page of table.pages) appendPage(duckdb, appender, table.columns, page);
    appender.closeSync();
    await copyOut(connection, file);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function copyOut(connection: DuckDBConnection, file: string): Promise<void> {
  await connection.run(
    `copy rows to '${file.replaceAll("'", "''")}' (format parquet, compression zstd)`,
  );
}

type DuckDb = typeof import('@duckdb/node-api');

function appendPage(
  duckdb: DuckDb,
  appender: DuckDBAppender,
  columns: readonly ExportColumn[],
  page: ExportPage,
): void {
  const types = columns.map(
    ({ type }) =>
      ({
        instant: duckdb.TIMESTAMPTZ,
        number: duckdb.DOUBLE,
        flag: duckdb.BOOLEAN,
        text: duckdb.VARCHAR,
      })[type],
  );
  const length = page[0]?.length ?? 0;
  for (let from = 0; from < length; from += chunkRows) {
    const chunk = duckdb.DuckDBDataChunk.create(types);
    chunk.setColumns(
      columns.map(({ type }, index) =>
        Array.from({ length: Math.min(chunkRows, length - from) }, (_, row) =>
          valueOf(duckdb, type, page[index]?.[from + row] ?? null),
        ),
      ),
    );
    appender.appendDataChunk(chunk);
  }
  appender.flushSync();
}

function valueOf(
  duckdb: DuckDb,
  type: ExportColumn['type'],
  value: number | string | null,
): DuckDBValue {
  if (typeof value !== 'number') return value;
  if (Number.isNaN(value)) return null;
  if (type === 'instant')
    return new duckdb.DuckDBTimestampTZValue(BigInt(Math.round(value * 1000)));
  return type === 'flag' ? value === 1 : value;
}

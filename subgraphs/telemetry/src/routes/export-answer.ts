import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { PublicError, type RouteAnswer, type RouteRequest } from '@waris/service-kit';
import type { Context } from '../context.ts';
import { csvOf, type ExportTime } from '../services/export-csv.ts';
import type { ExportTable } from '../services/export-table.ts';

export type ExportFormat = {
  readonly format: 'csv' | 'parquet';
  readonly time: ExportTime;
  readonly byteOrderMark: boolean;
};

export type WriteParquet = (table: ExportTable) => Promise<Readable>;

const contentTypes = {
  csv: 'text/csv; charset=utf-8; header=present',
  parquet: 'application/vnd.apache.parquet',
};

/** A table as a download, no faster than it is read; gzip for who takes it. */
export async function exportAnswer(
  table: ExportTable,
  { format, ...csv }: ExportFormat,
  request: Pick<RouteRequest<Context>, 'headers' | 'context'>,
  writeParquet: WriteParquet,
): Promise<RouteAnswer> {
  const body =
    format === 'csv'
      ? Readable.from(csvOf(table, csv), { objectMode: false })
      : await writeParquet(table);
  // A Parquet file is compressed already.
  const gzip = format === 'csv' && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  return {
    status: 200,
    headers: {
      'content-type': contentTypes[format],
      'content-disposition': disposition(`${table.name}.${format}`),
      ...(format === 'csv' ? { vary: 'accept-encoding' } : {}),
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    },
    body: gzip ? gzipped(body, request.context) : body,
  };
}

function gzipped(body: Readable, { log, requestId }: Context): Readable {
  const packer = createGzip();
  pipeline(body, packer, (error) => {
    if (error !== null && error !== undefined && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') {
      log.error({ err: error, requestId }, 'export broke off');
    }
  });
  return packer;
}

function disposition(name: string): string {
  const plain = name.replaceAll(/[^\w.-]+/g, '-');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}

// Each holds a page of rows, or the buckets of one series.
const mostAtOnce = 8;

/** Runs at most a few exports at a time; one counts until its last byte was taken. */
export function limitExports(): (work: () => Promise<RouteAnswer>) => Promise<RouteAnswer> {
  let running = 0;
  return async (work) => {
    if (running >= mostAtOnce) {
      throw new PublicError(
        'SERVICE_UNAVAILABLE',
        `${mostAtOnce} exports are running. Try again soon.`,
      );
    }
    running += 1;
    const done = () => {
      running -= 1;
    };
    try {
      const answer = await work();
      if (answer.body instanceof Readable) answer.body.once('close', done);
      else done();
      return answer;
    } catch (error) {
      done();
      throw error;
    }
  };
}

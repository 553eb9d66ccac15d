import { badUserInput, PublicError, type RouteRequest } from '@waris/service-kit';
import { z } from 'zod';
import type { StreamOptions } from '../services/stream-readings/options.ts';

/** What the head of a request says. */
export type IngestHeaders = Omit<StreamOptions, 'body' | 'rejectedTo' | 'limits'>;

const formats: Readonly<Record<string, StreamOptions['format']>> = {
  'application/x-ndjson': 'NDJSON',
  'application/ndjson': 'NDJSON',
  'text/csv': 'CSV',
};

const packings: Readonly<Record<string, StreamOptions['packing']>> = {
  '': 'none',
  identity: 'none',
  gzip: 'gzip',
  'x-gzip': 'gzip',
};

const parameters = z.strictObject({
  quantity: z
    .string()
    .toUpperCase()
    .pipe(z.enum(['FLOW', 'PRESSURE', 'REGISTER'], 'is none of flow, pressure, register'))
    .optional(),
  unit: z.string().max(40).optional(),
  timeZone: z.string().max(100).default('Asia/Bangkok'),
  onError: z
    .string()
    .toUpperCase()
    .pipe(z.enum(['REJECT', 'SKIP'], 'is neither reject nor skip'))
    .default('REJECT'),
});

const printable = /^[\x21-\x7e]{1,200}$/;

/** Throws what the caller is told: 400 or 415, before a byte of the body is read. */
export function readIngestRequest({
  headers,
  query,
}: Pick<RouteRequest, 'headers' | 'query'>): IngestHeaders {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const format = Object.hasOwn(formats, type) ? formats[type] : undefined;
  if (format === undefined) {
    throw unsupported('The content-type is application/x-ndjson or text/csv.');
  }
  const encoding = (headers['content-encoding'] ?? '').trim().toLowerCase();
  const packing = Object.hasOwn(packings, encoding) ? packings[encoding] : undefined;
  if (packing === undefined) throw unsupported('The content-encoding is gzip, or there is none.');
  const idempotencyKey = headers['idempotency-key'];
  if (idempotencyKey !== undefined && !printable.test(idempotencyKey)) {
    throw badUserInput('An Idempotency-Key is 1 to 200 printable characters without spaces.');
  }
  const parsed = parameters.safeParse(Object.fromEntries(query));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badUserInput(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
  }
  const { quantity, unit, timeZone, onError } = parsed.data;
  return { format, packing, quantity, unit, timeZone, onError, idempotencyKey };
}

const unsupported = (message: string) => new PublicError('UNSUPPORTED_MEDIA_TYPE', message);

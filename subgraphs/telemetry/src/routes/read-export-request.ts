import { badUserInput } from '@waris/service-kit';
import { z } from 'zod';
import type { ExportRequest } from '../services/export-readings.ts';
import type { ExportFormat } from './export-answer.ts';

const oneOf = <const Name extends string>(names: readonly [Name, ...Name[]]) =>
  z
    .string()
    .toUpperCase()
    .pipe(z.enum(names, { error: `is none of ${names.join(', ').toLowerCase()}` }));
const truth = z
  .enum(['true', 'false'], { error: 'is neither true nor false' })
  .transform((text) => text === 'true');
// A plus that was not written as %2B has become a space on its way.
const instant = z
  .string()
  .transform((text) => text.replace(/ (?=\d\d:\d\d$)/, '+'))
  .pipe(
    z.iso.datetime({
      offset: true,
      error: 'is no instant with its offset, such as 2026-01-01T00:00:00Z',
    }),
  )
  .transform((text) => new Date(text));
const name = z.string().min(1, 'is empty').max(200, 'is longer than 200 characters');

export const periodParameters = { from: instant, to: instant };

export const formatParameters = {
  format: oneOf(['CSV', 'PARQUET']).default('CSV'),
  time: oneOf(['OFFSET', 'UTC', 'LOCAL']).default('OFFSET'),
  bom: truth.default(false),
};

export function formatOf(parsed: {
  readonly format: 'CSV' | 'PARQUET';
  readonly time: 'OFFSET' | 'UTC' | 'LOCAL';
  readonly bom: boolean;
}): ExportFormat {
  const formats = { CSV: 'csv', PARQUET: 'parquet' } as const;
  const times = { OFFSET: 'offset', UTC: 'utc', LOCAL: 'local' } as const;
  return { format: formats[parsed.format], time: times[parsed.time], byteOrderMark: parsed.bom };
}

/** The parameters of a query, each at most once; throws what the caller is told. */
export function readParameters<Shape extends z.ZodRawShape>(query: URLSearchParams, shape: Shape) {
  for (const key of query.keys()) {
    if (query.getAll(key).length > 1) throw badUserInput(`${key} is there more than once.`);
  }
  const parsed = z.strictObject(shape).safeParse(Object.fromEntries(query));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    throw badUserInput(
      `There is no parameter ${issue.keys[0] ?? ''}, but ${Object.keys(shape).join(', ')}.`,
    );
  }
  const parameter = issue?.path.join('.') ?? '';
  const missing = !query.has(parameter);
  throw badUserInput(`${parameter} ${missing ? 'is missing' : (issue?.message ?? '')}.`);
}

/** What an export of readings is asked for. */
export function readExportRequest(query: URLSearchParams): {
  request: ExportRequest;
  format: ExportFormat;
} {
  const parsed = readParameters(query, {
    meter: name.optional(),
    dma: name.optional(),
    ...periodParameters,
    quantity: oneOf(['FLOW', 'PRESSURE', 'REGISTER']).optional(),
    resolution: oneOf([
      'RAW',
      'FIVE_MINUTES',
      'FIFTEEN_MINUTES',
      'HOUR',
      'DAY',
      'MONTH',
    ]).optional(),
    aggregation: oneOf(['MEAN', 'SUM', 'MIN', 'MAX']).optional(),
    includeSuspect: truth.default(true),
    fill: oneOf(['NONE', 'LINEAR', 'LAST', 'SAME_HOUR']).default('NONE'),
    ...formatParameters,
  });
  const { meter, dma, from, to, quantity, resolution, aggregation, includeSuspect, fill } = parsed;
  if ((meter === undefined) === (dma === undefined)) {
    throw badUserInput('Name either a meter by its serial number or a dma by its code.');
  }
  return {
    request: {
      of: dma === undefined ? { serialNumber: meter ?? '' } : { dmaCode: dma },
      period: { from, to },
      quantity,
      resolution,
      aggregation,
      includeSuspect,
      fill,
    },
    format: formatOf(parsed),
  };
}

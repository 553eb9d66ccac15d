import { createHash } from 'node:crypto';
import { fail, ok, type Result } from '@waris/service-kit';
import { isTimeZone } from '@waris/local-time';
import { factorOf } from '../../domain/reading-unit.ts';
import { FileFault } from '../import-readings/file-fault.ts';
import { createRejectedRows, writePaced } from '../import-readings/rejected-rows.ts';
import { answerOnce, requestHash } from './answer-once.ts';
import {
  usualStreamLimits,
  type StreamAnswer,
  type StreamContext,
  type StreamOptions,
  type StreamRefusal,
  type WithLock,
} from './options.ts';
import { storeAllOrNothing, storeGoodRows, type StreamRun } from './run-stream.ts';

/**
 * Stores readings from a body as it is sent, in bounded memory. With SKIP the good rows are kept
 * by and by, so that any number of rows may be sent; with REJECT all are, or none.
 */
export async function streamReadings(
  context: StreamContext,
  options: StreamOptions,
  withLock: WithLock,
): Promise<Result<StreamAnswer, StreamRefusal>> {
  context.viewer.require('telemetry:write');

  const refusal = refusalOf(options);
  if (refusal !== null) return fail(refusal);
  const limits = options.limits ?? usualStreamLimits;
  const run: StreamRun = {
    context,
    options: { ...options, limits },
    source: 'ingest',
    rejected: createRejectedRows(sinkOf(options)),
    fits: new Map(),
    counts: { rowCount: 0, acceptedCount: 0, duplicateCount: 0 },
    hash: options.idempotencyKey === undefined ? null : requestHash(options),
    remember: null,
  };
  const store = options.onError === 'SKIP' ? storeGoodRows : storeAllOrNothing;
  try {
    return options.idempotencyKey === undefined
      ? ok({ summary: await store(run), replayed: false })
      : await answerOnce({ ...run, hash: run.hash ?? createHash('sha256') }, store, withLock);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    const kept = options.onError === 'SKIP' ? run.counts.acceptedCount : 0;
    const after = kept > 0 ? ` ${kept} readings before the fault are stored.` : '';
    const kind = error.tooLarge ? 'TooLarge' : 'InvalidInput';
    return fail({ kind, message: `${error.message}${after}` });
  }
}

function sinkOf({ rejectedTo }: StreamOptions) {
  return rejectedTo === undefined
    ? undefined
    : {
        write: (text: string) => writePaced(rejectedTo, text),
        textOf: (row: object) => `${JSON.stringify(row)}\n`,
      };
}

function refusalOf(options: StreamOptions): StreamRefusal | null {
  const { format, quantity, unit, timeZone } = options;
  const invalid = (message: string) => ({ kind: 'InvalidInput', message }) as const;
  if (format === 'CSV' && (quantity === undefined || unit === undefined)) {
    return invalid('CSV needs the parameters quantity and unit.');
  }
  if (quantity !== undefined && unit !== undefined && factorOf(quantity, unit) === null) {
    return invalid(`"${unit}" is no unit of ${quantity}.`);
  }
  return isTimeZone(timeZone)
    ? null
    : invalid(`"${timeZone}" is no IANA time zone such as Asia/Bangkok.`);
}

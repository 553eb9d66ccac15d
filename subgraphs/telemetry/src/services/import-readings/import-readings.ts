import { basename } from 'node:path';
import { fail, ok, type Result } from '@waris/service-kit';
import { isTimeZone } from '../../domain/local-time.ts';
import { factorOf } from '../../domain/reading-unit.ts';
import type { IngestContext } from '../ingest-readings.ts';
import { FileFault, usualLimits } from './file-fault.ts';
import type { ImportOptions, ImportSummary } from './options.ts';
import { createRejectedRows, csvSink } from './rejected-rows.ts';
import { checkFile, storeFile, type ImportRun } from './run-import.ts';

export type ImportRefusal = {
  readonly kind: 'UnreadableFile' | 'InvalidInput';
  readonly message: string;
};

/**
 * Stores the readings of a CSV file. With SKIP the good rows are kept, each piece as it is read.
 * With REJECT the file is read twice: once to check every row, then, when none is bad, to store
 * all of it in one transaction. The same file again changes nothing.
 */
export async function importReadings(
  context: IngestContext,
  options: ImportOptions,
): Promise<Result<ImportSummary, ImportRefusal>> {
  context.viewer.require('telemetry:write');

  const refusal = refusalOf(options);
  if (refusal !== null) return fail(refusal);
  const file = basename(options.fileName);
  const run: ImportRun = {
    context,
    options: { ...options, limits: options.limits ?? usualLimits },
    source: `file:${file}`.slice(0, 200),
    rejected: createRejectedRows(
      options.rejectedTo === undefined ? undefined : csvSink(file, options.rejectedTo),
    ),
    fits: new Map(),
    phase: 'storing',
    counts: { rowCount: 0, acceptedCount: 0, duplicateCount: 0 },
  };
  try {
    const sound = options.onError === 'SKIP' || (await checkFile(run));
    const stored = sound && (await storeFile(run));
    const { rowCount, acceptedCount, duplicateCount } = run.counts;
    return ok({
      stored,
      rowCount,
      acceptedCount: stored ? acceptedCount : 0,
      duplicateCount: stored ? duplicateCount : 0,
      rejectedCount: run.rejected.count(),
      rejected: run.rejected.first.map((row) => ({ file, ...row })),
    });
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    const kept = options.onError === 'SKIP' ? run.counts.acceptedCount : 0;
    const after = kept > 0 ? ` ${kept} readings before the fault are stored.` : '';
    return fail({ kind: 'UnreadableFile', message: `${file}: ${error.message}${after}` });
  }
}

function refusalOf({ unit, quantity, timeZone }: ImportOptions): ImportRefusal | null {
  if (factorOf(quantity, unit) === null) {
    return { kind: 'InvalidInput', message: `"${unit}" is no unit of ${quantity}.` };
  }
  return isTimeZone(timeZone)
    ? null
    : { kind: 'InvalidInput', message: `"${timeZone}" is no IANA time zone such as Asia/Bangkok.` };
}

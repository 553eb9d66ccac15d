import { basename } from 'node:path';
import { fail, ok, type Result } from '@waris/service-kit';
import { isTimeZone } from '@waris/local-time';
import { factorOf } from '../../domain/reading-unit.ts';
import { FileFault, usualLimits } from './file-fault.ts';
import type { ImportOptions, ImportSummary } from './options.ts';
import { createRejectedRows, csvSink } from './rejected-rows.ts';
import { findStart, openImportRecord, type ImportContext } from './resume-import.ts';
import { checkFile, storeFile, type ImportRun } from './run-import.ts';

export type ImportRefusal = {
  readonly kind: 'UnreadableFile' | 'InvalidInput';
  readonly message: string;
};

/**
 * Stores the readings of a CSV file. With SKIP the good rows are kept, each piece as it is read.
 * With REJECT the file is read twice: once to check every row, then, when none is bad, to store
 * all of it in one transaction. The same file again changes nothing. With SKIP an interrupted
 * import can go on: how far it is commits with each piece.
 */
export async function importReadings(
  context: ImportContext,
  options: ImportOptions,
): Promise<Result<ImportSummary, ImportRefusal>> {
  context.viewer.require('telemetry:write');

  const refusal = refusalOf(options);
  if (refusal !== null) return fail(refusal);
  const file = basename(options.fileName);
  const from = await findStart(context, options);
  const goesOn = from !== null && from.rejectedCount > 0;
  const rejected = createRejectedRows(
    options.rejectedTo === undefined ? undefined : csvSink(file, options.rejectedTo, goesOn),
  );
  const counts = { rowCount: 0, acceptedCount: 0, duplicateCount: 0 };
  const record = await openImportRecord(context, options, from, counts, rejected);
  const run: ImportRun = {
    context,
    options: { ...options, limits: options.limits ?? usualLimits },
    source: `file:${file}`.slice(0, 200),
    rejected,
    record,
    fits: new Map(),
    phase: 'storing',
    counts,
  };
  try {
    const sound = options.onError === 'SKIP' || (await checkFile(run));
    const stored = sound && (await storeFile(run));
    await record?.finish();
    const { rowCount, acceptedCount, duplicateCount } = counts;
    return ok({
      stored,
      resumedAfterLine: from?.line ?? null,
      rowCount,
      acceptedCount: stored ? acceptedCount : 0,
      duplicateCount: stored ? duplicateCount : 0,
      rejectedCount: (from?.rejectedCount ?? 0) + rejected.count(),
      rejected: rejected.first.map((row) => ({ file, ...row })),
    });
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    // Nothing of it is stored, and the same fault would be met again.
    if (options.onError === 'REJECT') await record?.finish();
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

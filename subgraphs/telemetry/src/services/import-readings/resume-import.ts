import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ImportRepository, ImportState } from '../../persistence/imports.ts';
import type { IngestContext } from '../ingest-readings.ts';
import type { ImportOptions } from './options.ts';
import type { RejectedRows } from './rejected-rows.ts';

export type ImportContext = IngestContext & { readonly imports: ImportRepository };

/** What an import of the same file, read the same way, has done before it was interrupted. */
export type InterruptedImport = Omit<ImportState, 'fingerprint' | 'fileName'>;

/** Null when there is none: what was stored whole or not at all has nothing to go on with. */
export async function findInterruptedImport(
  context: ImportContext,
  options: ImportOptions,
): Promise<InterruptedImport | null> {
  context.viewer.require('telemetry:write');

  const fingerprint = fingerprintOf(options);
  return fingerprint === null ? null : context.imports.find(fingerprint);
}

/** The same content in another unit is another import. */
export function fingerprintOf(options: ImportOptions): string | null {
  const { contentSha256, quantity, unit, timeZone, mapping, onError } = options;
  if (contentSha256 === undefined) return null;
  const pairs = Array.from(mapping).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const readWith = [contentSha256, quantity, unit, timeZone, pairs, onError];
  return createHash('sha256').update(JSON.stringify(readWith)).digest('hex');
}

export type ImportRecord = {
  /** Where to go on; null to begin. */
  readonly from: InterruptedImport | null;
  /** How far it is at `line`. */
  at(line: number): ImportState;
  finish(): Promise<void>;
};

/** Where this import goes on; null to begin. */
export async function findStart(
  context: ImportContext,
  options: ImportOptions,
): Promise<InterruptedImport | null> {
  const goesOn = options.resume === true && options.onError === 'SKIP';
  return goesOn ? findInterruptedImport(context, options) : null;
}

/** Notes that the import begins or goes on. Null for one whose interruption nobody could tell. */
export async function openImportRecord(
  context: ImportContext,
  options: ImportOptions,
  from: InterruptedImport | null,
  counts: { rowCount: number; acceptedCount: number; duplicateCount: number },
  rejected: Pick<RejectedRows, 'count'>,
): Promise<ImportRecord | null> {
  const fingerprint = fingerprintOf(options);
  if (fingerprint === null) return null;
  const { rowCount = 0, acceptedCount = 0, duplicateCount = 0, rejectedCount = 0 } = from ?? {};
  Object.assign(counts, { rowCount, acceptedCount, duplicateCount });
  const startedAt = from?.startedAt ?? context.now();
  const at = (line: number): ImportState => ({
    fingerprint,
    fileName: basename(options.fileName).slice(0, 200),
    line,
    ...counts,
    rejectedCount: rejectedCount + rejected.count(),
    startedAt,
    updatedAt: context.now(),
  });
  if (from === null) await context.imports.note(at(0));
  return { from, at, finish: () => context.imports.finish(fingerprint, context.now()) };
}

import { mergeEvents, type RecordedEvent } from '../announce-readings.ts';
import { csvPieces } from './csv-pieces.ts';
import type { UnpackLimits } from './file-fault.ts';
import { openText } from './open-text.ts';
import type { ImportOptions, ImportProgress } from './options.ts';
import type { ImportRecord } from './resume-import.ts';
import { checkPiece, storeAlone, storePiece, type Piece, type PieceRun } from './store-pieces.ts';

export type ImportRun = PieceRun & {
  readonly options: ImportOptions & { readonly limits: UnpackLimits };
  readonly record: ImportRecord | null;
  phase: ImportProgress['phase'];
};

/** Reads the whole file and stores nothing; false when a row is bad. */
export async function checkFile(run: ImportRun): Promise<boolean> {
  run.phase = 'checking';
  for await (const { sorted } of pieces(run)) {
    // Now, because making a partition must not happen inside the one long transaction.
    await run.context.readingStore.makeRoomFor(sorted.batches);
  }
  return run.rejected.count() === 0;
}

/** Stores the file; false when all of it was to be refused and was. */
export async function storeFile(run: ImportRun): Promise<boolean> {
  const { options, record, counts } = run;
  run.phase = 'storing';
  if (options.onError === 'REJECT') {
    counts.rowCount = 0;
    return storeWhole(run);
  }
  for await (const piece of pieces(run)) {
    const noted = record === null ? undefined : record.at;
    await storeAlone(run, piece, noted && ((note) => note(noted(piece.endLine))));
  }
  return true;
}

async function storeWhole(run: ImportRun): Promise<boolean> {
  const { context, source } = run;
  let events: readonly RecordedEvent[] = [];
  await context.readingStore.transact(source, context.now(), async (insert) => {
    for await (const piece of pieces(run)) {
      events = mergeEvents([...events, ...(await storePiece(run, insert, piece))]);
    }
    return run.rejected.count() === 0;
  });
  if (run.rejected.count() > 0) return false;
  await context.announcer.announce(events);
  return true;
}

/** The file as checked columns of bounded size; what it tells of progress is stored by then. */
async function* pieces(run: ImportRun): AsyncGenerator<Piece & { readonly endLine: number }> {
  const { options, rejected } = run;
  const read = { packed: 0, unpacked: 0 };
  const stream = options.openStream();
  const report = () =>
    options.onProgress?.({ phase: run.phase, bytesRead: read.packed, ...run.counts });
  try {
    for await (const collected of csvPieces(
      openText(stream, options.limits, read),
      { ...options, afterLine: run.record?.from?.line ?? 0 },
      rejected,
    )) {
      yield { ...(await checkPiece(run, collected)), endLine: collected.endLine };
      report();
    }
    report();
  } finally {
    stream.destroy();
  }
}

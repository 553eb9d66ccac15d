import { findLayout } from '../../domain/files/layout.ts';
import type { ReadingColumns, RejectedRow } from '../../domain/reading-columns.ts';
import { sortReadings, type SortedReadings } from '../../domain/sort-readings.ts';
import type { Insert } from '../../persistence/reading-store.ts';
import { eventsOf, mergeEvents, type RecordedEvent } from '../announce-readings.ts';
import {
  conflictsOf,
  countsOf,
  fitAll,
  type Fitting,
  type IngestContext,
} from '../ingest-readings.ts';
import { createCollector, type BadCell } from './collect-columns.ts';
import { FileFault, type UnpackLimits } from './file-fault.ts';
import { openText } from './open-text.ts';
import type { ImportOptions, ImportProgress } from './options.ts';
import { readRecords } from './read-records.ts';
import type { createRejectedRows } from './rejected-rows.ts';
import type { Collected } from './row-buffer.ts';

export type ImportRun = {
  readonly context: IngestContext;
  readonly options: ImportOptions & { readonly limits: UnpackLimits };
  readonly source: string;
  readonly rejected: ReturnType<typeof createRejectedRows>;
  /** What each serial number is stored as: asked for once, not for each piece. */
  readonly fits: Map<string, Fitting>;
  progress: ImportProgress;
};

const flushEvery = 5_000;
const mostMeters = 100_000;

type Piece = Collected & { readonly sorted: SortedReadings };

/** Reads the whole file and stores nothing; false when a row is bad. */
export async function checkFile(run: ImportRun): Promise<boolean> {
  run.progress = { ...run.progress, phase: 'checking' };
  for await (const { sorted } of pieces(run)) {
    // Now, because making a partition must not happen inside the one long transaction.
    await run.context.readingStore.makeRoomFor(sorted.batches);
  }
  return run.rejected.count() === 0;
}

/** Stores the file; false when all of it was to be refused and was. */
export async function storeFile(run: ImportRun): Promise<boolean> {
  run.progress = { ...run.progress, phase: 'storing', rowCount: 0 };
  return run.options.onError === 'REJECT' ? storeWhole(run) : storeByPiece(run);
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

async function storeByPiece(run: ImportRun): Promise<boolean> {
  const { context, source } = run;
  for await (const piece of pieces(run)) {
    let events: readonly RecordedEvent[] = [];
    await context.readingStore.makeRoomFor(piece.sorted.batches);
    await context.readingStore.transact(source, context.now(), async (insert) => {
      events = await storePiece(run, insert, piece);
      return true;
    });
    await context.announcer.announce(events);
  }
  return true;
}

async function storePiece(
  run: ImportRun,
  insert: Insert,
  piece: Piece,
): Promise<readonly RecordedEvent[]> {
  const outcome = await insert(piece.sorted.batches);
  reject(run, piece, conflictsOf(piece.columns, piece.sorted, outcome.conflicts));
  const counts = countsOf(piece.sorted, outcome);
  const { acceptedCount, duplicateCount } = run.progress;
  run.progress = {
    ...run.progress,
    acceptedCount: acceptedCount + counts.acceptedCount,
    duplicateCount: duplicateCount + counts.duplicateCount,
  };
  await run.rejected.flush();
  run.options.onProgress?.(run.progress);
  return outcome.insertedCount === 0 ? [] : mergeEvents(piece.sorted.batches.flatMap(eventsOf));
}

/** The file as checked columns of bounded size; tells of bad rows on the way. */
async function* pieces(run: ImportRun): AsyncGenerator<Piece> {
  const { options, rejected } = run;
  const read = { packed: 0, unpacked: 0 };
  const malformed = (line: number, message: string) =>
    rejected.add({ line, column: null, reason: 'MALFORMED_ROW', message });
  const stream = options.openStream();
  try {
    const records = readRecords(openText(stream, options.limits, read), malformed);
    const first = await records.next();
    if (first.done === true) throw new FileFault('The file is empty.');
    const header = first.value.cells;
    const layout = findLayout(header, options.quantity, options.mapping);
    if (!layout.ok) throw new FileFault(layout.errors.join(' '));
    const onBad = (bad: BadCell) => rejected.add(bad);
    const collector = createCollector({ ...options, header, layout: layout.value }, onBad);
    let recordCount = 0;
    for await (const record of records) {
      collector.add(record);
      recordCount += 1;
      // Bad records do not fill the collector: what is told of them must not pile up.
      if (recordCount % flushEvery === 0) await rejected.flush();
      if (!collector.isFull()) continue;
      yield await checkPiece(run, collector.take());
      run.progress = { ...run.progress, bytesRead: read.packed };
    }
    yield await checkPiece(run, collector.take());
    run.progress = { ...run.progress, bytesRead: read.packed };
    run.options.onProgress?.(run.progress);
  } finally {
    stream.destroy();
  }
}

async function checkPiece(run: ImportRun, collected: Collected): Promise<Piece> {
  const { columns } = collected;
  const fitting = await fitOnce(run, columns);
  const sorted = sortReadings(columns, fitting, run.context.now().getTime());
  reject(run, collected, sorted.rejected);
  run.progress = { ...run.progress, rowCount: run.progress.rowCount + columns.at.length };
  await run.rejected.flush();
  return { ...collected, sorted };
}

/** The fit of each series; a series at fault is told of once, not in each piece. */
async function fitOnce(run: ImportRun, { series }: ReadingColumns): Promise<readonly Fitting[]> {
  if (series.length > mostMeters) {
    throw new FileFault(`The file names more than ${mostMeters} meters: is it the right column?`);
  }
  const unknown = series.filter(({ serialNumber }) => !run.fits.has(serialNumber));
  if (unknown.length > 0) {
    const fits = await fitAll(run.context, unknown);
    unknown.forEach(({ serialNumber }, index) => {
      const fit = fits[index];
      if (fit !== undefined) run.fits.set(serialNumber, fit);
    });
  }
  return series.flatMap(({ serialNumber }) => run.fits.get(serialNumber) ?? []);
}

/** Tells of rejected rows by their lines; of a series at fault, of each of its rows. */
function reject(run: ImportRun, piece: Collected, rows: readonly RejectedRow[]): void {
  const wholeFaults = new Map(
    rows.filter((row) => row.row === null).map((row) => [row.series, row] as const),
  );
  for (const { row, ...fault } of rows) if (row !== null) rejectRow(run, piece, row, fault);
  if (wholeFaults.size === 0) return;
  piece.columns.seriesOf.forEach((series, row) => {
    const fault = wholeFaults.get(series);
    if (fault !== undefined) rejectRow(run, piece, row, fault);
  });
}

function rejectRow(
  run: ImportRun,
  piece: Collected,
  row: number,
  { series, reason, message }: Omit<RejectedRow, 'row'>,
): void {
  const line = piece.lines[row] ?? 0;
  run.rejected.add({ line, column: piece.columnOf(series), reason, message });
}

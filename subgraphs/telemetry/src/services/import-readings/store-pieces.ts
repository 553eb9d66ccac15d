import type { ReadingColumns, RejectedRow } from '../../domain/reading-columns.ts';
import { sortReadings, type SortedReadings } from '../../domain/sort-readings.ts';
import type { Insert, NoteImport } from '../../persistence/reading-store.ts';
import { eventsOf, mergeEvents, type RecordedEvent } from '../announce-readings.ts';
import {
  countsOf,
  fitAll,
  rejectedBy,
  type Fitting,
  type IngestContext,
} from '../ingest-readings.ts';
import { FileFault } from './file-fault.ts';
import type { RejectedRows } from './rejected-rows.ts';
import type { Collected } from './row-buffer.ts';

/** What is known and counted while a file or body is taken in piece by piece. */
export type PieceRun = {
  readonly context: IngestContext;
  readonly source: string;
  readonly rejected: RejectedRows;
  /** What each series is stored as: asked for once, not for each piece. */
  readonly fits: Map<string, Fitting>;
  readonly counts: { rowCount: number; acceptedCount: number; duplicateCount: number };
};

export type Piece = Collected & { readonly sorted: SortedReadings };

const mostMeters = 100_000;

export async function checkPiece(run: PieceRun, collected: Collected): Promise<Piece> {
  const { columns } = collected;
  const fitting = await fitOnce(run, columns);
  const sorted = sortReadings(columns, fitting, run.context.now().getTime());
  reject(run, collected, sorted.rejected);
  run.counts.rowCount += columns.at.length;
  await run.rejected.flush();
  return { ...collected, sorted };
}

/** Within a transaction; what it returns is announced after the commit. */
export async function storePiece(
  run: PieceRun,
  insert: Insert,
  piece: Piece,
): Promise<readonly RecordedEvent[]> {
  const outcome = await insert(piece.sorted.batches);
  reject(run, piece, rejectedBy(piece.columns, piece.sorted, outcome));
  const { acceptedCount, duplicateCount } = countsOf(piece.sorted, outcome);
  run.counts.acceptedCount += acceptedCount;
  run.counts.duplicateCount += duplicateCount;
  await run.rejected.flush();
  return outcome.insertedCount === 0 ? [] : mergeEvents(piece.sorted.batches.flatMap(eventsOf));
}

/** A piece in a transaction of its own, with what else is `noted` in it. */
export async function storeAlone(
  run: PieceRun,
  piece: Piece,
  noted?: (note: NoteImport) => Promise<void>,
): Promise<void> {
  const { context, source } = run;
  let events: readonly RecordedEvent[] = [];
  await context.readingStore.makeRoomFor(piece.sorted.batches);
  await context.readingStore.transact(source, context.now(), async (insert, _remember, note) => {
    events = await storePiece(run, insert, piece);
    await noted?.(note);
    return true;
  });
  await context.announcer.announce(events);
}

/** The fit of each series; a series at fault is told of by each of its rows. */
async function fitOnce(run: PieceRun, { series }: ReadingColumns): Promise<readonly Fitting[]> {
  const known = series.map((one) => run.fits.get(keyOf(one)));
  const unknown = series.filter((_, index) => known[index] === undefined);
  if (unknown.length === 0) return known.flatMap((fit) => fit ?? []);
  if (run.fits.size + unknown.length > mostMeters) {
    throw new FileFault(`There are more than ${mostMeters} meters: is it the right column?`);
  }
  const fits = await fitAll(run.context, unknown);
  unknown.forEach((one, index) => {
    const fit = fits[index];
    if (fit !== undefined) run.fits.set(keyOf(one), fit);
  });
  return series.flatMap((one) => run.fits.get(keyOf(one)) ?? []);
}

function keyOf({ serialNumber, quantity, unit }: ReadingColumns['series'][number]): string {
  return `${quantity} ${unit} ${serialNumber}`;
}

/** Tells of rejected rows by their lines; of a series at fault, of each of its rows. */
function reject(run: PieceRun, piece: Collected, rows: readonly RejectedRow[]): void {
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
  run: PieceRun,
  piece: Collected,
  row: number,
  { series, reason, message }: Omit<RejectedRow, 'row'>,
): void {
  const line = piece.lines[row] ?? 0;
  run.rejected.add({ line, column: piece.columnOf(series), reason, message });
}

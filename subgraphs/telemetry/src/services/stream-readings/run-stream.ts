import { createHash } from 'node:crypto';
import type { Remember } from '../../persistence/reading-store.ts';
import { mergeEvents, type RecordedEvent } from '../announce-readings.ts';
import { csvPieces } from '../import-readings/csv-pieces.ts';
import { FileFault } from '../import-readings/file-fault.ts';
import { decode, openBytes, type Pieces } from '../import-readings/open-text.ts';
import type { Collected } from '../import-readings/row-buffer.ts';
import {
  checkPiece,
  storeAlone,
  storePiece,
  type Piece,
  type PieceRun,
} from '../import-readings/store-pieces.ts';
import { ndjsonPieces } from './ndjson-pieces.ts';
import type { StreamContext, StreamLimits, StreamOptions, StreamSummary } from './options.ts';
import { paced } from './paced.ts';
import { readAhead } from './read-ahead.ts';

export type StreamRun = PieceRun & {
  readonly context: StreamContext;
  readonly options: StreamOptions & { readonly limits: StreamLimits };
  /** Of the unpacked body; only with a key, for it costs time. */
  readonly hash: ReturnType<typeof createHash> | null;
  readonly remember: ((remember: Remember, summary: StreamSummary) => Promise<void>) | null;
};

/** Stores each piece as it comes. What is stored stays, whatever happens to the rest. */
export async function storeGoodRows(run: StreamRun): Promise<StreamSummary> {
  for await (const piece of readAhead(checkedPieces(run))) await storeAlone(run, piece);
  const summary = summaryOf(run, true);
  await run.remember?.(run.context.ingestRequests.remember, summary);
  return summary;
}

/**
 * Stores all rows or none. They are collected first: a transaction that waits for the sender
 * would hold up others, and partitions cannot be made within it.
 */
export async function storeAllOrNothing(run: StreamRun): Promise<StreamSummary> {
  const { context, source } = run;
  const pieces: Piece[] = [];
  for await (const piece of checkedPieces(run)) {
    if (run.counts.rowCount > run.options.limits.mostRowsAtOnce) throw tooManyRows(run);
    if (run.rejected.count() === 0) pieces.push(withoutRows(piece));
    else pieces.length = 0;
  }
  if (run.rejected.count() > 0) return summaryOf(run, false);
  for (const { sorted } of pieces) await context.readingStore.makeRoomFor(sorted.batches);
  let events: readonly RecordedEvent[] = [];
  await context.readingStore.transact(source, context.now(), async (insert, remember) => {
    for (const piece of pieces) {
      events = mergeEvents([...events, ...(await storePiece(run, insert, piece))]);
    }
    if (run.rejected.count() > 0) return false;
    await run.remember?.(remember, summaryOf(run, true));
    return true;
  });
  if (run.rejected.count() > 0) return summaryOf(run, false);
  await context.announcer.announce(events);
  return summaryOf(run, true);
}

async function* checkedPieces(run: StreamRun): AsyncGenerator<Piece> {
  const { options } = run;
  const read = { packed: 0, unpacked: 0 };
  const bytes = hashed(openBytes(options.body, options.packing, options.limits, read), run.hash);
  for await (const collected of collectedPieces(run, paced(bytes)))
    yield await checkPiece(run, collected);
}

function collectedPieces(run: StreamRun, bytes: Pieces): AsyncGenerator<Collected> {
  const { format, quantity, unit, timeZone } = run.options;
  if (format === 'NDJSON') return ndjsonPieces(bytes, { quantity, unit }, run.rejected);
  if (quantity === undefined || unit === undefined) {
    throw new FileFault('CSV needs the parameters quantity and unit.');
  }
  const options = { quantity, unit, timeZone, mapping: new Map<string, string>() };
  return csvPieces(decode(bytes), options, run.rejected);
}

async function* hashed(bytes: Pieces, hash: StreamRun['hash']): Pieces {
  for await (const piece of bytes) {
    hash?.update(piece);
    yield piece;
  }
}

/** The checked copies are what is stored; those they were made from need not wait with them. */
function withoutRows(piece: Piece): Piece {
  const none = new Float64Array(0);
  return { ...piece, columns: { ...piece.columns, at: none, values: none, quality: none } };
}

function summaryOf({ counts, rejected }: StreamRun, stored: boolean): StreamSummary {
  const { rowCount, acceptedCount, duplicateCount } = counts;
  return {
    stored,
    rowCount,
    acceptedCount: stored ? acceptedCount : 0,
    duplicateCount: stored ? duplicateCount : 0,
    rejectedCount: rejected.count(),
    rejected: rejected.first,
  };
}

function tooManyRows({ options }: StreamRun): FileFault {
  const most = options.limits.mostRowsAtOnce;
  return new FileFault(
    `All or nothing goes for at most ${most} rows. Send them in parts, or with onError=skip.`,
    { tooLarge: true },
  );
}

import { Long } from 'bson';
import { refuse } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { encodeReply, maximumDocumentBytes } from '../values/bson.ts';
import { cursorReply } from '../protocol/cursor-reply.ts';

interface Cursor {
  readonly namespace: string;
  readonly documents: readonly Doc[];
  readonly project: (document: Doc) => Doc;
  position: number;
  usedAt: number;
}

export interface Result {
  readonly namespace: string;
  readonly documents: readonly Doc[];
  /** Applied to a document when it is sent. */
  readonly project?: (document: Doc) => Doc;
}

const idleMs = 10 * 60_000;
const maximumCursors = 10_000;
const firstBatchSize = 101;

/** The open cursors: each holds its result as it was when the query ran. */
export class Cursors {
  readonly #cursors = new Map<string, Cursor>();
  readonly #now: () => Date;
  #lastId = BigInt(Math.floor(Math.random() * 2 ** 40)) * 1024n;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Answers with the first batch and keeps the rest, if there is any. */
  open(result: Result, batchSize: number | null, singleBatch = false): Uint8Array {
    const cursor: Cursor = {
      namespace: result.namespace,
      documents: result.documents,
      project: result.project ?? ((document) => document),
      position: 0,
      usedAt: this.#now().getTime(),
    };
    const batch = takeBatch(cursor, batchSize ?? firstBatchSize);
    const finished = singleBatch || cursor.position >= cursor.documents.length;
    if (finished) return cursorReply('firstBatch', batch, 0n, cursor.namespace);
    if (this.#cursors.size >= maximumCursors)
      refuse(146, `too many open cursors: ${maximumCursors}`);
    this.#lastId += 1n + BigInt(Math.floor(Math.random() * 1000));
    this.#cursors.set(this.#lastId.toString(), cursor);
    return cursorReply('firstBatch', batch, this.#lastId, cursor.namespace);
  }

  next(id: unknown, namespace: string, batchSize: number | null): Uint8Array {
    const key =
      id instanceof Long
        ? id.toString()
        : refuse(14, "BSON field 'getMore.getMore' must be a long");
    const cursor = this.#cursors.get(key);
    if (cursor === undefined) return refuse(43, `cursor id ${key} not found`);
    if (cursor.namespace !== namespace) {
      refuse(
        13,
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    cursor.usedAt = this.#now().getTime();
    const batch = takeBatch(cursor, batchSize === null || batchSize === 0 ? Infinity : batchSize);
    const finished = cursor.position >= cursor.documents.length;
    if (finished) this.#cursors.delete(key);
    return cursorReply('nextBatch', batch, finished ? 0n : BigInt(key), namespace);
  }

  /** Closes a cursor; false when there is none. */
  kill(id: Long, namespace: string): boolean {
    const cursor = this.#cursors.get(id.toString());
    return cursor?.namespace === namespace && this.#cursors.delete(id.toString());
  }

  /** Closes cursors that nobody asked for in ten minutes. */
  sweep(): void {
    const oldest = this.#now().getTime() - idleMs;
    for (const [key, { usedAt }] of this.#cursors) if (usedAt < oldest) this.#cursors.delete(key);
  }
}

/** A batch ends at its size or before 16 MB; one document always fits. */
function takeBatch(cursor: Cursor, size: number): Uint8Array[] {
  const batch: Uint8Array[] = [];
  let bytes = 0;
  while (batch.length < size && cursor.position < cursor.documents.length) {
    const document = cursor.documents[cursor.position];
    if (document === undefined) break;
    const encoded = encodeReply(cursor.project(document));
    if (batch.length > 0 && bytes + encoded.length > maximumDocumentBytes) break;
    batch.push(encoded);
    bytes += encoded.length + 8;
    cursor.position += 1;
  }
  return batch;
}

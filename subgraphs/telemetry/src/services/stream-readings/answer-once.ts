import { createHash, type Hash } from 'node:crypto';
import { fail, ok, type Result } from '@waris/service-kit';
import type { IngestRequest } from '../../persistence/ingest-requests.ts';
import type { Remember } from '../../persistence/reading-store.ts';
import { openBytes } from '../import-readings/open-text.ts';
import type {
  StreamAnswer,
  StreamOptions,
  StreamRefusal,
  StreamSummary,
  WithLock,
} from './options.ts';
import type { StreamRun } from './run-stream.ts';

export type KeyedRun = StreamRun & { readonly hash: Hash };

const keptMs = 7 * 24 * 60 * 60_000;

/**
 * Answers a request with a key. What was stored under it is answered from what is remembered;
 * the answer is kept with the rows, so that after a crash the request is either answered again
 * or done again, which stores nothing twice. Refusals are not remembered: what was missing may
 * be there by the next time.
 */
export async function answerOnce(
  run: KeyedRun,
  store: (run: StreamRun) => Promise<StreamSummary>,
  withLock: WithLock,
): Promise<Result<StreamAnswer, StreamRefusal>> {
  const { context, options, hash } = run;
  const { viewer, ingestRequests } = context;
  const viewerId = `${viewer.kind}:${viewer.id}`;
  const key = options.idempotencyKey ?? '';
  const answer = async () => {
    const known = await ingestRequests.find(viewerId, key);
    if (known !== null) return replay(run, known);
    const remember = async (keep: Remember, answer: StreamSummary) => {
      const bodySha256 = hash.copy().digest('hex');
      const request = { viewerId, key, bodySha256, answer, createdAt: context.now() };
      if (!(await keep(request))) throw new KeyTaken();
    };
    const summary = await store({ ...run, remember }).catch(nullWhenTaken);
    if (summary === null) return answeredJustNow();
    await ingestRequests.forget(new Date(context.now().getTime() - keptMs));
    return ok({ summary, replayed: false });
  };
  const answered = await withLockOrWithout(withLock, `ingest:${viewerId}:${key}`, answer);
  return answered ?? answeredJustNow();
}

/** The lock spares work that would be undone; while its store is away, ingest goes on without. */
async function withLockOrWithout<Value>(
  withLock: WithLock,
  resource: string,
  work: () => Promise<Value>,
): Promise<Value | null> {
  let begun = false;
  try {
    return await withLock(resource, () => {
      begun = true;
      return work();
    });
  } catch (error) {
    if (begun) throw error;
    return work();
  }
}

/** The lock was lost, and another request stored under the key first: this one is undone. */
class KeyTaken extends Error {
  override name = 'KeyTaken';
}

function nullWhenTaken(error: unknown): null {
  if (error instanceof KeyTaken) return null;
  throw error;
}

/** Reads the whole body to compare it with the one that was answered. */
async function replay(
  { options, hash }: KeyedRun,
  known: Pick<IngestRequest, 'bodySha256' | 'answer'>,
): Promise<Result<StreamAnswer, StreamRefusal>> {
  const read = { packed: 0, unpacked: 0 };
  for await (const piece of openBytes(options.body, options.packing, options.limits, read)) {
    hash.update(piece);
  }
  return hash.digest('hex') === known.bodySha256
    ? // Written by this use case and nothing else.
      ok({ summary: known.answer as StreamSummary, replayed: true })
    : conflict('This Idempotency-Key was used for another request.');
}

const answeredJustNow = () =>
  conflict('A request with this Idempotency-Key is being answered just now. Ask again.');

function conflict(message: string) {
  return fail({ kind: 'IdempotencyConflict' as const, message });
}

/** Begins with what the body is sent with: the same body in another unit is another request. */
export function requestHash({ format, quantity, unit, timeZone, onError }: StreamOptions): Hash {
  const sentWith = [format, quantity ?? null, unit ?? null, timeZone, onError];
  return createHash('sha256').update(`${JSON.stringify(sentWith)}\n`);
}

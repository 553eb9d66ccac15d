import { Readable } from 'node:stream';
import { badUserInput, PublicError } from '../errors.ts';

export type Patience = {
  /** The longest pause of a sender that is being waited for. */
  readonly idleMs: number;
  /** Slower than this on the whole, after a minute's grace, is too slow. */
  readonly leastBytesPerSecond: number;
};

export const usualPatience: Patience = { idleMs: 30_000, leastBytesPerSecond: 1_000 };

const graceMs = 60_000;

/**
 * The body of a request, for as long as its sender keeps sending. Only the time spent waiting
 * for the sender counts: a reader that is slow holds the sender up, not the other way round.
 */
export function patientBody(body: Readable, patience: Patience = usualPatience): Readable {
  return Readable.from(readPatiently(body, patience), { objectMode: false });
}

async function* readPatiently(body: Readable, patience: Patience): AsyncGenerator<Uint8Array> {
  const pieces: AsyncIterator<Uint8Array> = body.iterator({ destroyOnReturn: false });
  let waitedMs = 0;
  let bytes = 0;
  try {
    for (;;) {
      const since = performance.now();
      const allowedMs = graceMs + (1000 * bytes) / patience.leastBytesPerSecond - waitedMs;
      const next = await within(pieces.next(), Math.min(patience.idleMs, allowedMs));
      if (next.done === true) return;
      waitedMs += performance.now() - since;
      bytes += next.value.length;
      yield next.value;
    }
  } finally {
    // Thrown away, not destroyed: the connection is still to be answered on.
    void pieces.return?.().then(() => body.resume());
  }
}

async function within<Value>(work: Promise<Value>, timeMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooSlow()), timeMs);
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    if (error instanceof PublicError) throw error;
    throw badUserInput('The request was cut off before its end.');
  } finally {
    clearTimeout(timer);
  }
}

const tooSlow = () =>
  new PublicError('REQUEST_TIMEOUT', 'The request was sent too slowly and is not waited for.');

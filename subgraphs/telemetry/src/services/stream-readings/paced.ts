import { setImmediate } from 'node:timers/promises';

/**
 * The same pieces, each in a turn of its own. What a sender has ahead comes in one turn
 * otherwise, and while all of it is parsed the database's answers wait, and it for the next.
 */
export async function* paced(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    yield piece;
    await setImmediate();
  }
}

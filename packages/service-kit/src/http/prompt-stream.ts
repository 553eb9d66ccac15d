/**
 * A stream that ends as soon as its reader leaves. An async generator that waits for its next
 * event only hears of `return` after that event, which on a quiet night may be never: here
 * `signal` aborts at once, and whatever `run` waits on has to listen to it.
 */
export function promptStream<Item>(
  run: (signal: AbortSignal) => AsyncGenerator<Item, void, void>,
): AsyncGenerator<Item, void, void> {
  const leaving = new AbortController();
  const items = run(leaving.signal);
  const stream: AsyncGenerator<Item, void, void> = {
    next: () => items.next(),
    return: () => {
      leaving.abort();
      return items.return(undefined);
    },
    throw: (error) => {
      leaving.abort();
      return items.throw(error);
    },
    [Symbol.asyncIterator]: () => stream,
    [Symbol.asyncDispose]: async () => {
      await stream.return(undefined);
    },
  };
  return stream;
}

import { promptStream, untilAborted } from './prompt-stream.ts';

/** A source that gives one item and then waits until it is told to end. */
function quietSource() {
  let end: (() => void) | undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let left = false;
  const source: AsyncGenerator<number, void, void> = {
    next: (() => {
      let given = false;
      return async () => {
        if (!given) {
          given = true;
          return { value: 1, done: false as const };
        }
        await ended;
        return { value: undefined, done: true as const };
      };
    })(),
    return: async () => {
      left = true;
      end?.();
      return { value: undefined, done: true as const };
    },
    throw: async (error) => {
      throw error;
    },
    [Symbol.asyncIterator]: () => source,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return { source, left: () => left };
}

describe('a prompt stream', () => {
  it('ends while it waits for an item that never comes, and tells its source', async () => {
    const { source, left } = quietSource();
    const stream = promptStream((signal) =>
      // Two layers, as a gateway and a transport are.
      untilAborted(
        promptStream((inner) => untilAborted(source, inner)),
        signal,
      ),
    );
    expect(await stream.next()).toEqual({ value: 1, done: false });
    const pending = stream.next();
    await stream.return(undefined);
    expect(await pending).toEqual({ value: undefined, done: true });
    expect(left()).toBe(true);
  });

  it('passes items and the end of its source on', async () => {
    const items: number[] = [];
    const stream = promptStream((signal) =>
      untilAborted(
        (async function* count() {
          yield 1;
          yield 2;
        })(),
        signal,
      ),
    );
    for await (const item of stream) items.push(item);
    expect(items).toEqual([1, 2]);
  });
});

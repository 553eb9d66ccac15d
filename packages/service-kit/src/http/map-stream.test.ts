import { mapStream } from './map-stream.ts';

/** Gives numbers from 1, `waiting` after the last; tells when it was left. */
function numbers(last: number) {
  const waiting = Promise.withResolvers<void>();
  let given = 0;
  let left = 0;
  const source: AsyncGenerator<number, void, void> = {
    next: async () => {
      given += 1;
      if (given <= last) return { value: given, done: false };
      await waiting.promise;
      return { value: undefined, done: true };
    },
    return: async () => {
      left += 1;
      waiting.resolve();
      return { value: undefined, done: true };
    },
    throw: async (error) => {
      throw error;
    },
    [Symbol.asyncIterator]: () => source,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return { source, left: () => left };
}

describe('mapStream', () => {
  it('makes each item into another, in order', async () => {
    async function* three() {
      yield* [1, 2, 3];
    }
    const seen: string[] = [];
    for await (const text of mapStream(three(), async (n) => `<${n}>`)) seen.push(text);
    expect(seen).toEqual(['<1>', '<2>', '<3>']);
  });

  it('ends while it waits for an item that never comes, and tells its source', async () => {
    const { source, left } = numbers(1);
    const stream = mapStream(source, (n) => n);
    expect(await stream.next()).toEqual({ value: 1, done: false });
    const pending = stream.next();
    await stream.return(undefined);
    expect(await pending).toEqual({ value: undefined, done: true });
    expect(left()).toBe(1);
  });

  it('leaves its source when an item cannot be made', async () => {
    const { source, left } = numbers(5);
    const stream = mapStream(source, (n) => {
      if (n === 2) throw new Error('two');
      return n;
    });
    const reading = async () => {
      for await (const n of stream) expect(n).toBe(1);
    };
    await expect(reading()).rejects.toThrow('two');
    expect(left()).toBe(1);
  });
});

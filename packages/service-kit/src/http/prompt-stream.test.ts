import { promptStream } from './prompt-stream.ts';

/** One item, and then none until the signal tells it to end. */
async function* quietItems(signal: AbortSignal, onEnd: () => void) {
  yield 1;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve());
  });
  onEnd();
}

describe('a prompt stream', () => {
  it('ends while it waits for an item that never comes, and tells what it waits on', async () => {
    let ended = 0;
    const stream = promptStream((signal) => quietItems(signal, () => (ended += 1)));
    expect(await stream.next()).toEqual({ value: 1, done: false });
    const pending = stream.next();
    await stream.return(undefined);
    expect(await pending).toEqual({ value: undefined, done: true });
    expect(ended).toBe(1);
  });

  it('passes items and the end of its source on', async () => {
    const items: number[] = [];
    const stream = promptStream(async function* two() {
      yield* [1, 2];
    });
    for await (const item of stream) items.push(item);
    expect(items).toEqual([1, 2]);
  });
});

import fc from 'fast-check';
import { bufferEvents } from './event-buffer.ts';

const never = () => null;
const noStop = async () => undefined;

describe('bufferEvents', () => {
  it('hands on events in order, those before and after they were asked for', async () => {
    const buffer = bufferEvents<{ n: number }>(10, never);
    const events = buffer.events(noStop);
    buffer.push({ n: 1 });
    expect((await events.next()).value).toEqual({ n: 1, fellBehind: false });
    const waiting = events.next();
    buffer.push({ n: 2 });
    expect((await waiting).value).toEqual({ n: 2, fellBehind: false });
  });

  it('gives the same object to all who are told of an event as it was', async () => {
    const sum = (a: { n: number }, b: { n: number }) => ({ n: a.n + b.n });
    const [keen, slow] = [bufferEvents<{ n: number }>(2, sum), bufferEvents<{ n: number }>(2, sum)];
    const [keenEvents, slowEvents] = [keen.events(noStop), slow.events(noStop)];
    const told = [];
    for (const n of [1, 2, 4]) {
      const event = { n };
      keen.push(event);
      slow.push(event);
      told.push((await keenEvents.next()).value);
    }
    expect((await slowEvents.next()).value).toBe(told[0]);
    // Its own: another's must not have become it.
    expect((await slowEvents.next()).value).toEqual({ n: 6, fellBehind: true });
    expect(told.at(-1)).toEqual({ n: 4, fellBehind: false });
  });

  it('merges what a slow consumer does not take, and says so', async () => {
    const buffer = bufferEvents<{ kind: string; n: number }>(3, (a, b) =>
      a.kind === b.kind ? { kind: a.kind, n: a.n + b.n } : null,
    );
    const events = buffer.events(noStop);
    for (const [kind, n] of [
      ['a', 1],
      ['b', 2],
      ['a', 4],
      ['b', 8],
      ['a', 16],
    ] as const) {
      buffer.push({ kind, n });
    }
    const taken = [await events.next(), await events.next(), await events.next()];
    expect(taken.map(({ value }) => value)).toEqual([
      { kind: 'a', n: 1, fellBehind: false },
      { kind: 'b', n: 10, fellBehind: true },
      { kind: 'a', n: 20, fellBehind: true },
    ]);
    buffer.push({ kind: 'a', n: 32 });
    expect((await events.next()).value).toEqual({ kind: 'a', n: 32, fellBehind: false });
  });

  it('drops the oldest of what cannot be merged, and says so once', async () => {
    const buffer = bufferEvents<{ n: number }>(2, never);
    const events = buffer.events(noStop);
    for (const n of [1, 2, 3, 4]) buffer.push({ n });
    expect((await events.next()).value).toEqual({ n: 3, fellBehind: true });
    expect((await events.next()).value).toEqual({ n: 4, fellBehind: false });
  });

  it('loses nothing of a sum, at any pace', async () => {
    const steps = fc.array(fc.oneof(fc.nat(100), fc.constant('take' as const)));
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 5 }), async (list, capacity) => {
        const buffer = bufferEvents<{ n: number }>(capacity, (a, b) => ({ n: a.n + b.n }));
        const events = buffer.events(noStop);
        let [sent, taken, waiting] = [0, 0, 0];
        const take = async (count: number) => {
          for (let n = 0; n < count; n += 1) taken += (await events.next()).value?.n ?? 0;
          waiting -= count;
        };
        for (const step of list) {
          if (step === 'take') {
            await take(Math.min(1, waiting));
          } else {
            buffer.push({ n: step });
            sent += step;
            waiting = Math.min(capacity, waiting + 1);
          }
        }
        await take(waiting);
        expect(taken).toBe(sent);
      }),
    );
  });

  it('stops its source once, also while the consumer waits', async () => {
    let stops = 0;
    const buffer = bufferEvents<{ n: number }>(2, never);
    const events = buffer.events(async () => {
      stops += 1;
    });
    const waiting = events.next();
    await events.return(undefined);
    await events.return(undefined);
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await events.next()).toEqual({ done: true, value: undefined });
    expect(stops).toBe(1);
  });
});

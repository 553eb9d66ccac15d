import { bufferEvents } from './event-buffer.ts';

const noStop = async () => undefined;

describe('bufferEvents', () => {
  it('hands on events in order, those before and after they were asked for', async () => {
    const buffer = bufferEvents<{ n: number }>(10);
    const events = buffer.events(noStop);
    buffer.push({ n: 1 });
    expect((await events.next()).value).toEqual({ n: 1, fellBehind: false });
    const waiting = events.next();
    buffer.push({ n: 2 });
    expect((await waiting).value).toEqual({ n: 2, fellBehind: false });
  });

  it('drops the oldest for a slow consumer, and says so once', async () => {
    const buffer = bufferEvents<{ n: number }>(2);
    const events = buffer.events(noStop);
    for (const n of [1, 2, 3, 4]) buffer.push({ n });
    expect((await events.next()).value).toEqual({ n: 3, fellBehind: true });
    expect((await events.next()).value).toEqual({ n: 4, fellBehind: false });
  });

  it('stops its source once, also while the consumer waits', async () => {
    let stops = 0;
    const buffer = bufferEvents<{ n: number }>(2);
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

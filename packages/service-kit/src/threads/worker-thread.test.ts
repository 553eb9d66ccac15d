import { createWorkerThread } from './worker-thread.ts';

const limits = { mostMs: 20_000, mostMemoryMb: 64 };

/** A thread that does what its tasks say. */
const obedient = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    let count = 0;
    parentPort.on('message', ({ id, task }) => {
      if (task === 'throw') throw new Error('thrown');
      if (task === 'leave') process.exit(0);
      if (task === 'hang') return;
      count += 1;
      parentPort.postMessage({ id, answer: task + ' ' + count });
    });
  `)}`,
);

describe('a worker thread', () => {
  it('answers each task, from one thread', async () => {
    const thread = createWorkerThread<string, string>(obedient, limits);
    expect(await Promise.all([thread.ask('a'), thread.ask('b')])).toEqual(['a 1', 'b 2']);
    await thread.stop();
  });

  it.each([
    ['throw', 'thrown'],
    ['leave', 'The thread has ended.'],
  ])('rejects what waits when it dies of "%s", and goes on with a new one', async (task, words) => {
    const thread = createWorkerThread<string, string>(obedient, limits);
    const waiting = Promise.allSettled([thread.ask('hang'), thread.ask(task)]);
    for (const result of await waiting) {
      expect(result).toMatchObject({ status: 'rejected', reason: { message: words } });
    }
    expect(await thread.ask('a')).toBe('a 1');
    await thread.stop();
  });

  it('gives up what takes too long', async () => {
    const thread = createWorkerThread<string, string>(obedient, { ...limits, mostMs: 300 });
    await expect(thread.ask('hang')).rejects.toThrow('It took longer than 0.3 s.');
    await thread.stop();
  });

  it('rejects what waits when it is stopped', async () => {
    const thread = createWorkerThread<string, string>(obedient, limits);
    const [waiting] = await Promise.allSettled([thread.ask('hang'), thread.stop()]);
    expect(waiting).toMatchObject({
      status: 'rejected',
      reason: { message: 'The thread has ended.' },
    });
  });
});

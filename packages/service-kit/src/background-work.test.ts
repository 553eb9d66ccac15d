import { setTimeout as wait } from 'node:timers/promises';
import { startBackgroundWork } from './background-work.ts';
import { silentLogger } from './observability.ts';

const options = { name: 'a test', log: silentLogger };

describe('startBackgroundWork', () => {
  it('goes on at once while there is more to do', async () => {
    let turns = 0;
    const work = startBackgroundWork({
      ...options,
      intervalMs: 1,
      work: async () => (turns += 1) < 5,
    });
    while (turns < 5) await wait(1);
    await work.stop();
    expect(turns).toBeGreaterThanOrEqual(5);
  });

  it('is woken before its interval is over', async () => {
    let turns = 0;
    const work = startBackgroundWork({
      ...options,
      intervalMs: 1_000_000,
      work: async () => {
        turns += 1;
        return false;
      },
    });
    work.wake();
    while (turns === 0) await wait(1);
    await work.stop();
    expect(turns).toBe(1);
  });

  it('goes on after a failure', async () => {
    let turns = 0;
    const work = startBackgroundWork({
      ...options,
      intervalMs: 1,
      work: async () => {
        turns += 1;
        if (turns === 1) throw new Error('the store is away');
        return false;
      },
    });
    while (turns < 2) await wait(1);
    await work.stop();
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  it('ends only after the turn that is running', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let began = false;
    let ended = false;
    const work = startBackgroundWork({
      ...options,
      intervalMs: 1,
      work: async () => {
        began = true;
        await promise;
        ended = true;
        return true;
      },
    });
    while (!began) await wait(1);
    const stopping = work.stop();
    resolve();
    await stopping;
    expect(ended).toBe(true);
  });
});

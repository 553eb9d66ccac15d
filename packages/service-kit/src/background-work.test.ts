import { startBackgroundWork } from './background-work.ts';
import { silentLogger } from './observability.ts';

const options = { name: 'a test', log: silentLogger };

describe('startBackgroundWork', () => {
  it('goes on at once while there is more to do', async () => {
    const { promise: fifth, resolve } = Promise.withResolvers<void>();
    let turns = 0;
    const work = startBackgroundWork({
      ...options,
      intervalMs: 1,
      work: async () => {
        turns += 1;
        if (turns === 5) resolve();
        return turns < 5;
      },
    });
    await fifth;
    await work.stop();
    expect(turns).toBeGreaterThanOrEqual(5);
  });

  it('is woken before its interval is over', async () => {
    const { promise: first, resolve } = Promise.withResolvers<void>();
    let turns = 0;
    const work = startBackgroundWork({
      ...options,
      intervalMs: 1_000_000,
      work: async () => {
        turns += 1;
        resolve();
        return false;
      },
    });
    work.wake();
    await first;
    await work.stop();
    expect(turns).toBe(1);
  });

  it('goes on after a failure', async () => {
    const { promise: second, resolve } = Promise.withResolvers<void>();
    let turns = 0;
    const work = startBackgroundWork({
      ...options,
      intervalMs: 1,
      work: async () => {
        turns += 1;
        if (turns === 1) throw new Error('the store is away');
        resolve();
        return false;
      },
    });
    await second;
    await work.stop();
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  it('ends only after the turn that is running', async () => {
    const { promise: started, resolve: begin } = Promise.withResolvers<void>();
    const { promise: allowed, resolve: allow } = Promise.withResolvers<void>();
    let ended = false;
    const work = startBackgroundWork({
      ...options,
      intervalMs: 1,
      work: async () => {
        begin();
        await allowed;
        ended = true;
        return true;
      },
    });
    await started;
    const stopping = work.stop();
    allow();
    await stopping;
    expect(ended).toBe(true);
  });
});

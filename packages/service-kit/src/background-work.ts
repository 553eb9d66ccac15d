import type { Logger } from './observability.ts';

const longestWaitMs = 30_000;

export type BackgroundWorkOptions = {
  /** Of the work, for the log. */
  readonly name: string;
  readonly intervalMs: number;
  /** One turn; true when there is more to do at once. What it does must bear to be done again. */
  work(): Promise<boolean>;
  readonly log: Logger;
};

export type BackgroundWork = {
  /** Does the next turn now instead of at the end of the interval. */
  wake(): void;
  /** Waits for the turn that is running. */
  stop(): Promise<void>;
};

/** Repeats work every `intervalMs`, less and less often while it fails, until stopped. */
export function startBackgroundWork(options: BackgroundWorkOptions): BackgroundWork {
  const { name, intervalMs, work, log } = options;
  let stopped = false;
  let woken = false;
  let failures = 0;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  const turn = async (): Promise<void> => {
    woken = false;
    let more = false;
    try {
      more = await work();
      failures = 0;
    } catch (error) {
      failures += 1;
      // The first says it; a store that stays away does not fill the log.
      if (failures === 1) log.warn({ err: error, work: name }, 'background work waits');
    }
    running = null;
    schedule(more || (woken && failures === 0) ? 0 : waitMs());
  };
  const waitMs = () => Math.min(intervalMs * 2 ** failures, Math.max(longestWaitMs, intervalMs));
  const schedule = (ms: number): void => {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(() => {
      running = turn();
    }, ms);
  };

  schedule(intervalMs);
  return {
    wake: () => {
      woken = true;
      if (running === null && failures === 0) schedule(0);
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

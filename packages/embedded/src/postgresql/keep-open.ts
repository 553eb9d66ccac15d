import { setTimeout as sleep } from 'node:timers/promises';
import { hasRoom } from './has-room.ts';
import { openThread, type Thread } from './thread.ts';
import type { WorkerOptions } from './worker-messages.ts';

const lookAgainMs = 250;
// With less room than that it may do too, and then nothing else would tell.
const tryAnywayMs = 30_000;
const mostFailures = 5;

type Tell = {
  /** PostgreSQL gave up, and is opened again as soon as there is room. */
  onInterruption(reason: string): void;
  /** It broke down for good. */
  onFailure(error: Error): void;
};

/**
 * Opens PostgreSQL again each time it gives up. Its disk was full: everything that it had
 * acknowledged is in its log, and the rest was never promised. Resolves once it is stopped.
 */
export async function keepOpen(
  first: Thread,
  options: WorkerOptions,
  signal: AbortSignal,
  { onInterruption, onFailure }: Tell,
): Promise<void> {
  const stopping = new Promise<null>((resolve) => {
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  for (let thread = first; ;) {
    const end = await Promise.race([thread.ended, stopping]);
    if (end === null) return thread.stop();
    if (end.kind === 'broken') return onFailure(brokenDown(end.reason));
    onInterruption(end.reason);
    await thread.abandon();
    const reopened = await reopen({ ...options, port: thread.port }, signal).catch(
      (error: unknown) => brokenDown(String(error)),
    );
    if (reopened === null) return;
    if (reopened instanceof Error) return onFailure(reopened);
    thread = reopened;
  }
}

/** Null when it was stopped before; throws when there is room and it still does not open. */
async function reopen(options: WorkerOptions, signal: AbortSignal): Promise<Thread | null> {
  for (let failures = 0; !signal.aborted;) {
    await untilThereIsRoom(options.dataDir, signal);
    try {
      return await openThread(options);
    } catch (error) {
      if (await hasRoom(options.dataDir)) failures += 1;
      if (failures >= mostFailures) throw error;
      await pause(lookAgainMs * 2 ** failures, signal);
    }
  }
  return null;
}

async function untilThereIsRoom(folder: string, signal: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + tryAnywayMs;
  while (!signal.aborted && performance.now() < giveUpAt && !(await hasRoom(folder))) {
    await pause(lookAgainMs, signal);
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

function brokenDown(reason: string): Error {
  return new Error(`The embedded PostgreSQL broke down: ${reason}`);
}

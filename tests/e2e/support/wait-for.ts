import { setTimeout as sleep } from 'node:timers/promises';
import type { WarisProcess } from './waris-process.ts';

/** Asks again and again until there is an answer; throws after `withinMs`. */
export async function waitFor<Value>(
  what: string,
  withinMs: number,
  look: () => Promise<Value | null> | Value | null,
): Promise<Value> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > deadline) throw new Error(`No ${what} within ${withinMs} ms.`);
    await sleep(25);
  }
}

/** Waits until the process answers at `/healthz`; resolves with the time since its start. */
export async function waitUntilHealthy(
  waris: WarisProcess,
  url: string,
  withinMs: number,
): Promise<number> {
  return waitFor(`answer at ${url}/healthz`, withinMs, async () => {
    if (waris.hasEnded()) {
      throw new Error(`waris ended before it served.\n${waris.stdout()}${waris.stderr()}`);
    }
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => null,
    );
    return response?.ok === true ? performance.now() - waris.startedAtMs : null;
  });
}

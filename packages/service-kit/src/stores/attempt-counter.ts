export type AttemptLimit = { readonly key: string; readonly attempts: number };

/** Attempts of this process, by the minute. */
export type AttemptCounter = {
  /** As `takeAttempt` of the key-value store. */
  take(limits: readonly AttemptLimit[], nowMs: number): number | null;
  giveBack(limits: readonly AttemptLimit[]): void;
};

export const attemptWindowMs = 60_000;
const maxKeys = 50_000;

/** A key's minute begins with its first attempt; refused ones do not lengthen the wait. */
export function createAttemptCounter(): AttemptCounter {
  const windows = new Map<string, { readonly endsAtMs: number; used: number }>();

  const openWindow = (key: string, nowMs: number) => {
    const current = windows.get(key);
    if (current !== undefined && current.endsAtMs > nowMs) return current;
    const fresh = { endsAtMs: nowMs + attemptWindowMs, used: 0 };
    // Deleting first moves the key to the end: the map stays ordered by the age of its windows.
    windows.delete(key);
    windows.set(key, fresh);
    for (const oldest of windows.keys()) {
      if (windows.size <= maxKeys) break;
      windows.delete(oldest);
    }
    return fresh;
  };

  return {
    take: (limits, nowMs) => {
      const open = limits.map(({ key, attempts }) => ({
        attempts,
        window: openWindow(key, nowMs),
      }));
      const waits = open
        .filter(({ attempts, window }) => window.used >= attempts)
        .map(({ window }) => Math.ceil((window.endsAtMs - nowMs) / 1000));
      if (waits.length > 0) return Math.max(...waits);
      for (const { window } of open) window.used += 1;
      return null;
    },
    giveBack: (limits) => {
      for (const { key } of limits) {
        const window = windows.get(key);
        if (window !== undefined && window.used > 0) window.used -= 1;
      }
    },
  };
}

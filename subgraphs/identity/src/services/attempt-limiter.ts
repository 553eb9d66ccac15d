export type AttemptLimit = { readonly key: string; readonly attempts: number };

export type AttemptLimiter = {
  /**
   * Counts an attempt under every key. When one has none left, nothing is counted and the
   * answer is the number of seconds to wait, otherwise null.
   */
  take(limits: readonly AttemptLimit[], now: Date): number | null;
  /** An attempt that was right does not count. */
  giveBack(limits: readonly AttemptLimit[]): void;
};

const windowMs = 60_000;
const maxKeys = 50_000;

/**
 * Counts attempts by the minute in this process. Counting comes before the password is looked
 * at, so that a thousand attempts at once are a thousand attempts; refused ones do not lengthen
 * the wait, so that nobody can be locked out for ever.
 */
export function openAttemptLimiter(): AttemptLimiter {
  const windows = new Map<string, { readonly endsAtMs: number; used: number }>();

  const openWindow = (key: string, nowMs: number) => {
    const current = windows.get(key);
    if (current !== undefined && current.endsAtMs > nowMs) return current;
    const fresh = { endsAtMs: nowMs + windowMs, used: 0 };
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
    take: (limits, now) => {
      const nowMs = now.getTime();
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

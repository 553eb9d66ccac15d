import type { StoreState } from '../subgraph.ts';
import type { AttemptLimit } from './attempt-counter.ts';

/**
 * Short-lived shared state: sessions, caches, locks, wake-ups. Backed by Redis, or by this
 * process's memory when no Redis is set. Nothing is kept here that cannot be rebuilt.
 */
export type KeyValueStore = {
  /** Null when absent, expired, or while the store is away: a cache miss costs time, never truth. */
  get(key: string): Promise<string | null>;
  /** Best effort: what cannot be cached now is computed again. */
  set(key: string, value: string, ttlSeconds: number): Promise<void>;
  /** Throws SERVICE_UNAVAILABLE while the store is away: a revocation must not be lost. */
  delete(...keys: readonly string[]): Promise<void>;
  /** Runs `work` while holding `lock:{resource}`; null when another holder has it. */
  withLock<Value>(resource: string, work: () => Promise<Value>): Promise<Value | null>;
  /**
   * Counts an attempt under every key. When one has none left in its minute, nothing is counted
   * and the answer is the number of seconds to wait, otherwise null. While the store is away each
   * process counts alone.
   */
  takeAttempt(limits: readonly AttemptLimit[], now: Date): Promise<number | null>;
  /** An attempt that was right does not count. */
  giveBackAttempt(limits: readonly AttemptLimit[]): Promise<void>;
  /** True for the first who claims a key within its lifetime; while the store is away for all. */
  claim(key: string, ttlSeconds: number): Promise<boolean>;
  publish(channel: string, message: string): Promise<void>;
  /** Returns the function that ends the subscription. */
  subscribe(channel: string, listener: (message: string) => void): Promise<() => Promise<void>>;
  state(): Promise<StoreState>;
  stop(): Promise<void>;
};

/** Keys and lifetimes of the database architecture, in one place. */
export const keys = {
  session: (userId: string) => `session:${userId}`,
  /** Present for a while after the key was revoked: what is remembered of it is not to be used. */
  revokedApiKey: (id: string) => `apiKey:revoked:${id}`,
  dma: (id: string) => `cache:dma:${id}`,
  reading: (dmaId: string, date: string) => `cache:reading:${dmaId}:${date}`,
  rate: (whose: string) => `rate:${whose}`,
  nonce: (nonce: string) => `nonce:${nonce}`,
  lock: (resource: string) => `lock:${resource}`,
};

export const lifetimeSeconds = {
  session: 24 * 60 * 60,
  revokedApiKey: 60,
  dma: 5 * 60,
  reading: 60 * 60,
  rate: 60,
  lock: 30,
};

import { EventEmitter } from 'node:events';
import { LRUCache } from 'lru-cache';
import { createAttemptCounter } from './attempt-counter.ts';
import type { KeyValueStore } from './key-value-store.ts';

const maxEntries = 50_000;

/** The embedded stand-in for Redis: the same contract within one process. */
export function openMemoryKeyValueStore(): KeyValueStore {
  const entries = new LRUCache<string, string>({ max: maxEntries, ttl: 1, ttlResolution: 0 });
  const held = new Set<string>();
  const attempts = createAttemptCounter();
  const channels = new EventEmitter().setMaxListeners(0);

  return {
    get: async (key) => entries.get(key) ?? null,
    set: async (key, value, ttlSeconds) => {
      entries.set(key, value, { ttl: ttlSeconds * 1000 });
    },
    delete: async (...keys) => {
      for (const key of keys) entries.delete(key);
    },
    withLock: async (resource, work) => {
      if (held.has(resource)) return null;
      held.add(resource);
      try {
        return await work();
      } finally {
        held.delete(resource);
      }
    },
    takeAttempt: async (limits, now) => attempts.take(limits, now.getTime()),
    giveBackAttempt: async (limits) => attempts.giveBack(limits),
    claim: async (key, ttlSeconds) => {
      if (entries.has(key)) return false;
      entries.set(key, '', { ttl: ttlSeconds * 1000 });
      return true;
    },
    publish: async (channel, message) => {
      channels.emit(channel, message);
    },
    subscribe: async (channel, listener) => {
      channels.on(channel, listener);
      return async () => {
        channels.off(channel, listener);
      };
    },
    state: async () => ({ name: 'cache', engine: 'memory', ready: true }),
    stop: async () => {
      entries.clear();
      channels.removeAllListeners();
    },
  };
}

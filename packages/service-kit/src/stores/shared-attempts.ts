import { attemptWindowMs, createAttemptCounter } from './attempt-counter.ts';
import { keys, type KeyValueStore } from './key-value-store.ts';

/** The answer of a script, or null while Redis is away. */
type Run = (script: string, names: string[], values: string[]) => Promise<unknown>;

// All keys or none, at once: two processes that read before they count would both let one through.
const takeScript = `
  local now = tonumber(ARGV[1])
  local wait = 0
  for i, key in ipairs(KEYS) do
    local window = redis.call('hmget', key, 'endsAt', 'used')
    local left = (tonumber(window[1]) or 0) - now
    if left > 0 and tonumber(window[2]) >= tonumber(ARGV[i + 3]) then wait = math.max(wait, left) end
  end
  if wait > 0 then return wait end
  for _, key in ipairs(KEYS) do
    if (tonumber(redis.call('hget', key, 'endsAt')) or 0) <= now then
      redis.call('hset', key, 'endsAt', ARGV[2], 'used', 0)
      redis.call('pexpire', key, ARGV[3])
    end
    redis.call('hincrby', key, 'used', 1)
  end
  return 0`;

const giveBackScript = `
  for _, key in ipairs(KEYS) do
    if (tonumber(redis.call('hget', key, 'used')) or 0) > 0 then
      redis.call('hincrby', key, 'used', -1)
    end
  end
  return 0`;

/**
 * Attempts of all processes, counted in Redis. Each process counts its own besides, so that
 * its limits hold on while Redis is away.
 */
export function sharedAttempts(run: Run): Pick<KeyValueStore, 'takeAttempt' | 'giveBackAttempt'> {
  const own = createAttemptCounter();
  const namesOf = (limits: readonly { readonly key: string }[]) =>
    limits.map(({ key }) => keys.rate(key));
  return {
    takeAttempt: async (limits, now) => {
      const nowMs = now.getTime();
      const ownWait = own.take(limits, nowMs);
      if (ownWait !== null || limits.length === 0) return ownWait;
      const clock = [nowMs, nowMs + attemptWindowMs, attemptWindowMs];
      const values = [...clock, ...limits.map(({ attempts }) => attempts)].map(String);
      const waitMs = Number(await run(takeScript, namesOf(limits), values));
      if (waitMs === 0) return null;
      own.giveBack(limits);
      return Math.ceil(waitMs / 1000);
    },
    giveBackAttempt: async (limits) => {
      own.giveBack(limits);
      if (limits.length > 0) await run(giveBackScript, namesOf(limits), []);
    },
  };
}

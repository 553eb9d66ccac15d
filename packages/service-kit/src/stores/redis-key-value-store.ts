import { randomUUID } from 'node:crypto';
import { createClient, createSentinel } from 'redis';
import { serviceUnavailable } from '../errors.ts';
import type { Logger } from '../observability.ts';
import type { StoreState } from '../subgraph.ts';
import { keys, lifetimeSeconds, type KeyValueStore } from './key-value-store.ts';
import { sharedAttempts } from './shared-attempts.ts';

const commandTimeoutMs = 1_000;

const releaseIfOwner =
  "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";
const renewIfOwner =
  "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0";

const socket = {
  connectTimeout: 2_000,
  // Keeps trying for ever, at most half a second apart, so that it heals soon after a return.
  reconnectStrategy: (attempts: number) => Math.min(50 * 2 ** attempts, 500),
};

/** `url`, or the sentinels that know the current master. */
export type RedisAddress =
  | { readonly url: string }
  | { readonly sentinels: readonly { host: string; port: number }[]; readonly master: string };

function createConnection(address: RedisAddress) {
  const common = { commandOptions: { timeout: commandTimeoutMs } };
  return 'url' in address
    ? createClient({ url: address.url, disableOfflineQueue: true, socket, ...common })
    : createSentinel({
        name: address.master,
        sentinelRootNodes: [...address.sentinels],
        nodeClientOptions: { disableOfflineQueue: true, socket, ...common },
      });
}

type Connection = ReturnType<typeof createConnection>;

/** The command's answer, or `otherwise` while Redis is away. */
type UnlessAway = <Value>(command: () => Promise<Value>, otherwise: Value) => Promise<Value>;

/** Opens Redis. While it is away reads miss, writes are skipped and revocations fail. */
export async function openRedisKeyValueStore(
  address: RedisAddress,
  log: Logger,
): Promise<KeyValueStore> {
  const client = createConnection(address);
  client.on('error', (error: unknown) => log.debug({ err: error }, 'redis connection error'));
  // A Redis that is down at start must not stop the start: the client goes on trying.
  const connecting = client.connect().catch((error: unknown) => {
    log.warn({ err: error }, 'redis is away; starting without it');
  });
  await Promise.race([connecting, new Promise((resolve) => setTimeout(resolve, 2_500).unref())]);

  const unlessAway: UnlessAway = async (command, otherwise) => {
    try {
      return await command();
    } catch (error) {
      log.debug({ err: error }, 'redis command failed');
      return otherwise;
    }
  };
  return {
    get: (key) => unlessAway(() => client.get(key), null),
    set: async (key, value, ttlSeconds) => {
      await unlessAway<unknown>(
        () => client.set(key, value, { expiration: { type: 'EX', value: ttlSeconds } }),
        null,
      );
    },
    delete: async (...names) => {
      try {
        if (names.length > 0) await client.del([...names]);
      } catch (error) {
        throw serviceUnavailable('The session store', error);
      }
    },
    withLock: (resource, work) => runLocked(client, unlessAway, keys.lock(resource), work),
    ...sharedAttempts((script, names, values) =>
      unlessAway(() => client.eval(script, { keys: names, arguments: values }), null),
    ),
    claim: (key, ttlSeconds) =>
      unlessAway(async () => {
        const expiration = { type: 'EX', value: ttlSeconds } as const;
        return (await client.set(key, '', { condition: 'NX', expiration })) !== null;
      }, true),
    publish: async (channel, message) => {
      await unlessAway<unknown>(() => client.publish(channel, message), null);
    },
    subscribe: (channel, listener) => subscribe(address, channel, listener, log),
    state: () => stateOf(client, unlessAway),
    stop: async () => {
      await client.destroy();
    },
  };
}

/** One holder at a time; the lock outlives a dead holder by its lifetime at most. */
async function runLocked<Value>(
  client: Connection,
  unlessAway: UnlessAway,
  key: string,
  work: () => Promise<Value>,
): Promise<Value | null> {
  const token = randomUUID();
  const lifetimeMs = lifetimeSeconds.lock * 1000;
  const run = (script: string, ...args: string[]) =>
    client.eval(script, { keys: [key], arguments: [token, ...args] });

  const acquired = await client.set(key, token, {
    condition: 'NX',
    expiration: { type: 'PX', value: lifetimeMs },
  });
  if (acquired === null) return null;
  const renewal = setInterval(() => {
    void unlessAway<unknown>(() => run(renewIfOwner, String(lifetimeMs)), null);
  }, lifetimeMs / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await unlessAway<unknown>(() => run(releaseIfOwner), null);
  }
}

/** A connection of its own: one that listens can do nothing else. */
async function subscribe(
  address: RedisAddress,
  channel: string,
  listener: (message: string) => void,
  log: Logger,
): Promise<() => Promise<void>> {
  const subscriber = createConnection(address);
  subscriber.on('error', (error: unknown) => log.debug({ err: error }, 'redis subscriber error'));
  await subscriber.connect();
  await subscriber.subscribe(channel, listener);
  return async () => {
    await subscriber.destroy();
  };
}

async function stateOf(client: Connection, unlessAway: UnlessAway): Promise<StoreState> {
  const answered = await unlessAway<number | null>(
    () => client.exists(keys.lock('readiness')),
    null,
  );
  return answered === null
    ? { name: 'cache', engine: 'redis', ready: false, problem: 'Redis does not answer.' }
    : { name: 'cache', engine: 'redis', ready: true };
}

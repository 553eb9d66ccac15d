import { z } from 'zod';
import { settings } from '../config.ts';
import type { Logger } from '../observability.ts';
import type { KeyValueStore } from './key-value-store.ts';
import { openMemoryKeyValueStore } from './memory-key-value-store.ts';
import { openRedisKeyValueStore, type RedisAddress } from './redis-key-value-store.ts';

/** For `parseEnvironment`: where Redis is, told alike to every process. */
export const redisSettings = {
  REDIS_URL: settings.redisUrl.optional(),
  REDIS_SENTINELS: z
    .string()
    .regex(/^[^:,\s]+:\d+(,[^:,\s]+:\d+)*$/, 'is not host:port,host:port,…')
    .optional(),
  REDIS_SENTINEL_MASTER: z.string().default('mymaster'),
};

type RedisSettings = {
  readonly REDIS_URL?: string | undefined;
  readonly REDIS_SENTINELS?: string | undefined;
  readonly REDIS_SENTINEL_MASTER: string;
};

/** Null where there is no Redis. Sentinels know the master better than a URL does. */
export function redisAddressOf(parsed: RedisSettings): RedisAddress | null {
  if (parsed.REDIS_SENTINELS !== undefined) {
    const sentinels = parsed.REDIS_SENTINELS.split(',').map((address) => {
      const [host = '', port = ''] = address.split(':');
      return { host, port: Number(port) };
    });
    return { sentinels, master: parsed.REDIS_SENTINEL_MASTER };
  }
  return parsed.REDIS_URL === undefined ? null : { url: parsed.REDIS_URL };
}

/** Redis, or the memory of this process where there is none. */
export async function openKeyValueStore(
  address: RedisAddress | null,
  log: Logger,
): Promise<KeyValueStore> {
  return address === null ? openMemoryKeyValueStore() : openRedisKeyValueStore(address, log);
}

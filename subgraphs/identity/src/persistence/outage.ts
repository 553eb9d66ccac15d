import { serviceUnavailable } from '@waris/service-kit';
import { z } from 'zod';

const adapterErrorSchema = z.object({
  meta: z.object({
    driverAdapterError: z.object({
      cause: z.object({
        kind: z.enum(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout']),
      }),
    }),
  }),
});

// A transaction that found no connection in time.
const noConnectionInTime = new Set<unknown>(['P2024', 'P2028']);

// What `pg` says of a connection that breaks or stays silent: it has no codes for these.
const brokenConnection =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout)/;

function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    adapterErrorSchema.safeParse(error).success ||
    ('code' in error && noConnectionInTime.has(error.code)) ||
    brokenConnection.test(error.message)
  );
}

/** A database that is away is SERVICE_UNAVAILABLE to the caller; every other error stays itself. */
export async function tellingOutages<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw isOutage(error) ? serviceUnavailable('The database', error) : error;
  }
}

/** The same repository; each of its methods, all of them asynchronous, tells outages. */
export function withOutagesTold<Repository extends object>(repository: Repository): Repository {
  return new Proxy(repository, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...given: unknown[]) =>
        tellingOutages(async (): Promise<unknown> => Reflect.apply(method, target, given));
    },
  });
}

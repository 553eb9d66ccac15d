import { PublicError, serviceUnavailable } from '@waris/service-kit';
import { z } from 'zod';

/** What a server lacks, by its word for it. */
const shortages = new Map([
  ['53100', 'The disk of the database is full. Send it again once there is room.'],
  ['53200', 'The database is short of memory. Send it again later.'],
]);
// No connection, none that is left, and a server that is starting or going away.
const goneStates = /^(08|53300|57P0)/;
const goneSockets = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/;
// What pg says of a connection that breaks or stays silent: it has no codes for these.
const goneWords =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;
// A transaction of Prisma that found no connection in time, or lost the one it had.
const prismaTransactions = new Set(['P2024', 'P2028']);
const prismaConnections = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout']);

const driverErrorSchema = z.object({
  kind: z.string(),
  originalCode: z.string().optional(),
});

/**
 * The error for the caller where the database lacks something or is away (SERVICE_UNAVAILABLE),
 * whether pg or Prisma met it; every other error as it is.
 */
export function outageOr(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof PublicError) return error;
  return isLostConnection(error) ? serviceUnavailable('The database', error) : saidOutageOr(error);
}

/** The same by the word of the server alone: a socket that fails may not be the database's. */
export function saidOutageOr(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const state = sqlStateOf(error);
  const shortage = shortages.get(state);
  if (shortage !== undefined) return new PublicError('SERVICE_UNAVAILABLE', shortage, error);
  return goneStates.test(state) ? serviceUnavailable('The database', error) : error;
}

function isLostConnection(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  const kind = driverErrorOf(error)?.kind ?? '';
  return (
    goneSockets.test(code) ||
    goneWords.test(error.message) ||
    prismaTransactions.has(code) ||
    prismaConnections.has(kind)
  );
}

/** Empty where it was not the server that spoke. */
function sqlStateOf(error: Error): string {
  if ('severity' in error && 'code' in error) return String(error.code);
  return driverErrorOf(error)?.originalCode ?? '';
}

/** What Prisma's driver adapter met: thrown as it is, or within an error of Prisma's own. */
function driverErrorOf(error: Error): z.infer<typeof driverErrorSchema> | undefined {
  const meta: unknown = 'meta' in error ? error.meta : undefined;
  const within: unknown = Object(meta)['driverAdapterError'];
  const cause = within instanceof Error ? within.cause : error.cause;
  return driverErrorSchema.safeParse(cause).data;
}

export async function tellingOutages<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw outageOr(error);
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

import { serviceUnavailable, type StoreState } from '@waris/service-kit';
import pg from 'pg';
import { outageOr, saidOutageOr } from './outages.ts';

export type { Pool, PoolClient } from 'pg';

// bigint and numeric come as numbers: counts and volumes here stay far below 2^53.
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);
types.setTypeParser(pg.types.builtins.NUMERIC, Number);
// A calendar day stays a text: it has no time zone to lose.
types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export type PoolOptions = {
  readonly url: string;
  /** Database role of the subgraph, taken on every connection; unset on the embedded engine. */
  readonly role?: string | undefined;
  readonly applicationName: string;
  readonly maxConnections?: number;
};

const queryTimeoutMs = 30_000;

/** A pool that never waits for ever: connecting and every query are bounded. */
export function openPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 8_000,
    query_timeout: queryTimeoutMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    types,
    // Compiling a plan takes longer than what it would save of statements this short.
    ...(options.role === undefined ? {} : { options: `-c role=${options.role} -c jit=off` }),
  });
  // An idle connection that the server closed is replaced by the pool; without a listener
  // the event would end the process.
  pool.on('error', () => undefined);
  // Nor may one that is lost between two statements of a transaction: the next one tells of it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * Commits what `work` did, or nothing of it. A connection that is lost meanwhile is an outage to
 * the caller; when it is lost at the commit, only asking again tells whether that was done.
 */
export async function inTransaction<Value>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Value>,
): Promise<Value> {
  const client = await connect(pool);
  let broken = false;
  try {
    await client.query('begin');
    const value = await work(client);
    await client.query('commit');
    return value;
  } catch (error) {
    // A connection that cannot even roll back is thrown away, not given to the next caller.
    await client.query('rollback').catch(() => {
      broken = true;
    });
    throw broken ? outageOr(error) : saidOutageOr(error);
  } finally {
    client.release(broken);
  }
}

/** A connection of the pool; an outage is SERVICE_UNAVAILABLE, not a bug. */
export async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw serviceUnavailable('The database', error);
  }
}

export async function poolState(pool: pg.Pool, engine: string): Promise<StoreState> {
  try {
    await pool.query('select 1');
    return { name: 'postgresql', engine, ready: true };
  } catch {
    return { name: 'postgresql', engine, ready: false, problem: 'PostgreSQL does not answer.' };
  }
}

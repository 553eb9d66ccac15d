import { serviceUnavailable } from '@waris/service-kit';
import type pg from 'pg';
import { saidOutageOr } from './outages.ts';

/**
 * Runs one statement. A database that does not answer in time is an outage to the caller
 * (SERVICE_UNAVAILABLE), and its connection is not used again; what the server says about the
 * statement itself is a bug and thrown as it is.
 */
export async function query<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  text: string,
  values: readonly unknown[] = [],
): Promise<pg.QueryResult<Row>> {
  try {
    return await pool.query<Row>(text, [...values]);
  } catch (error) {
    // What the server itself said carries a severity.
    const said = error instanceof Error && 'severity' in error;
    throw said ? saidOutageOr(error) : serviceUnavailable('The database', error);
  }
}

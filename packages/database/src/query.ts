import { serviceUnavailable } from '@waris/service-kit';
import type pg from 'pg';
import { diskFullOr } from './disk-full.ts';

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
    // What the server itself said carries a severity; 57P0x is the server going away.
    const said = error instanceof Error && 'severity' in error;
    const leaving = said && 'code' in error && /^(57P0|53300)/.test(String(error.code));
    if (said && !leaving) throw diskFullOr(error);
    throw serviceUnavailable('The database', error);
  }
}

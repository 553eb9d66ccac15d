import type { Pool } from '@waris/database';
import { serviceUnavailable } from '@waris/service-kit';
import type { QueryResult, QueryResultRow } from 'pg';

/** Runs one statement; a database that does not answer is an outage to the caller, not a bug. */
export async function query<Row extends QueryResultRow>(
  pool: Pool,
  text: string,
  values: readonly unknown[],
): Promise<QueryResult<Row>> {
  try {
    return await pool.query<Row>(text, [...values]);
  } catch (error) {
    // What the server itself said about a statement carries a severity.
    if (error instanceof Error && 'severity' in error) throw error;
    throw serviceUnavailable('The database', error);
  }
}

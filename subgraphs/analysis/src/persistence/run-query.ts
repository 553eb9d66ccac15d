import { connect, type Pool } from '@waris/database';

/** Rows of one statement; a database that cannot be reached is an outage, not a bug. */
export async function runQuery(
  pool: Pool,
  statement: string,
  values: readonly unknown[],
): Promise<readonly unknown[]> {
  const client = await connect(pool);
  let broken = true;
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement, [...values]);
    broken = false;
    return rows;
  } finally {
    // After an error, a time-out above all, the connection may still be at work.
    client.release(broken);
  }
}

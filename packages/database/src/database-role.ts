import pg from 'pg';

/**
 * The role that a subgraph takes on this server, or undefined where it cannot: the embedded
 * engine has a single session for all connections, and a server's administrator may have
 * refused to create the roles (`waris doctor` tells).
 */
export async function databaseRole(url: string, role: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ usable: boolean }>(
      `select version() not like '%emcc%' and exists (
         select from pg_roles where rolname = $1 and pg_has_role(current_user, oid, 'member')
       ) as usable`,
      [role],
    );
    return rows[0]?.usable === true ? role : undefined;
  } finally {
    await client.end();
  }
}

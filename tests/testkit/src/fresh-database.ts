import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** A new empty database beside the one that `url` names, and how to drop it. */
export async function createFreshDatabase(
  url: string,
): Promise<{ name: string; url: string; drop: () => Promise<void> }> {
  const name = `waris_test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await run(`create database ${name}`);
  const fresh = new URL(url);
  fresh.pathname = `/${name}`;
  return { name, url: fresh.href, drop: () => run(`drop database ${name} with (force)`) };
}

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sqlOfDatamodel } from '@waris/database';
import { subgraphNames } from '@waris/service-kit';
import { testStores } from '@waris/testkit';
import pg from 'pg';

const schemaFile = (name: string) =>
  fileURLToPath(new URL(`../../../prisma/${name}/schema.prisma`, import.meta.url));

const owners = subgraphNames.filter((name) => existsSync(schemaFile(name)));

type Column = { table: string; column: string; type: string; nullable: string };

/** What Prisma would create, made beside the real tables under `drift_…` and rolled back. */
async function compare(schemaText: string): Promise<{ declared: Column[]; real: Column[] }> {
  const { postgresUrl } = testStores();
  const sql = (await sqlOfDatamodel(postgresUrl, schemaText))
    .replaceAll(/"(public|dma|readings|analysis|alerts|spatial|knowledge)"(?=[.;])/g, '"drift_$1"')
    .replaceAll(/CREATE EXTENSION[^;]*;/g, '');
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    await client.query('begin');
    for (const [, schema] of sql.matchAll(/"(drift_[a-z]+)"\./g)) {
      await client.query(`create schema if not exists ${schema}`);
    }
    // With a single schema Prisma does not qualify names.
    await client.query('create schema if not exists drift_public');
    await client.query('set local search_path to drift_public, public');
    await client.query(sql);
    const { rows: declared } = await client.query<Column>(columnsOf(`like 'drift\\_%'`));
    const tables = [...new Set(declared.map((column) => column.table))];
    const { rows: real } = await client.query<Column>(
      `select * from (${columnsOf(`not like 'drift\\_%'`)}) c where c.table = any($1)`,
      [tables],
    );
    return { declared, real };
  } finally {
    await client.query('rollback');
    await client.end();
  }
}

/** Columns by `schema.table`, the `drift_` taken off, in one order. */
function columnsOf(schemas: string): string {
  return `
    select replace(table_schema, 'drift_', '') || '.' || table_name as "table",
      column_name as "column",
      case when udt_name = 'geometry' then 'geometry' else udt_name end as type,
      -- Prisma has no way to say that a list is not null.
      case when data_type = 'ARRAY' then 'LIST' else is_nullable end as nullable
    from information_schema.columns
    where table_schema ${schemas}
    order by 1, 2`;
}

describe.each(owners)('the Prisma schema of %s', (name) => {
  it('has the columns, types and nullability of the migrated database', async () => {
    const { declared, real } = await compare(readFileSync(schemaFile(name), 'utf8'));
    expect(declared.length).toBeGreaterThan(0);
    expect(declared).toEqual(real);
  });
});

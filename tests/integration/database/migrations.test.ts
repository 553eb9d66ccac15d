import { databaseRole, migrate, openPool } from '@waris/database';
import { testStores } from '@waris/testkit';
import pg from 'pg';

async function rowsOf<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: testStores().postgresUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the migrated database', () => {
  it('has nothing left to migrate', async () => {
    expect(await migrate(testStores().postgresUrl)).toEqual([]);
  });

  it('goes on after a migration that was cut short', async () => {
    const client = new pg.Client({ connectionString: testStores().postgresUrl });
    await client.connect();
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, applied_steps_count)
       values ('cut', 'x', '99999999999999_cut_short', now(), 0)`,
    );
    expect(await migrate(testStores().postgresUrl)).toEqual([]);
    await client.query(`delete from _prisma_migrations where id = 'cut'`);
    await client.end();
  });

  it.each([
    ['public', 'users roles permissions'],
    ['dma', 'regions branches dmas meters pipes'],
    ['readings', 'flow_readings pressure_readings meter_readings'],
    ['analysis', 'nrw_calculations loss_reports ai_predictions'],
    ['alerts', 'alert_rules alerts notifications'],
    ['spatial', 'dma_boundaries pipe_network meter_locations'],
  ])('has the tables of the schema %s', async (schema, tables) => {
    const rows = await rowsOf<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = '${schema}'`,
    );
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(tables.split(' ')));
  });

  it.each([
    ['idx_flow_readings_dma_time', '(dma_id, recorded_at DESC)'],
    ['idx_dma_code', '(code)'],
    ['idx_dma_region', '(region_id)'],
    ['idx_dma_boundaries_geom', 'gist (geom)'],
  ])('has the index %s', async (name, definition) => {
    const [index] = await rowsOf<{ indexdef: string }>(
      `select indexdef from pg_indexes where indexname = '${name}'`,
    );
    expect(index?.indexdef).toContain(definition);
  });

  it('keeps readings in partitions of time', async () => {
    const [table] = await rowsOf<{ partitioned: boolean }>(
      `select relkind = 'p' or exists (
         select from pg_extension where extname = 'timescaledb'
       ) as partitioned from pg_class where oid = 'readings.flow_readings'::regclass`,
    );
    expect(table?.partitioned).toBe(true);
  });
});

describe('the role of a subgraph', () => {
  it('may read what others publish and nothing else of theirs', async () => {
    const { postgresUrl, real } = testStores();
    const role = await databaseRole(postgresUrl, 'waris_analysis');
    // The embedded engine is one session and takes no roles.
    expect(role).toBe(real ? 'waris_analysis' : undefined);
    if (role === undefined) return;
    const pool = openPool({ url: postgresUrl, role, applicationName: 'test' });
    await expect(pool.query('select * from dma.published_dmas')).resolves.toBeDefined();
    await expect(
      pool.query('select * from readings.published_dma_net_inflow($1, now(), now(), $2)', [
        [],
        '15 minutes',
      ]),
    ).resolves.toBeDefined();
    await expect(pool.query('select * from dma.dmas')).rejects.toThrow(/permission denied/);
    await expect(pool.query('select * from readings.flow_readings')).rejects.toThrow(
      /permission denied/,
    );
    await expect(pool.query('select * from public.outbox')).rejects.toThrow(/permission denied/);
    await pool.end();
  });
});

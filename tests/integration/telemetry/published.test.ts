import { openWorld, type World } from './world.ts';

// What the other subgraphs read: a column that goes or changes its type breaks them unseen.
describe('what telemetry publishes', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  it('keeps the columns of its views', async () => {
    const rows: { name: string; columns: string }[] = await world.sql(
      `select table_name as name, string_agg(column_name || ' ' || udt_name, ', ' order by ordinal_position) as columns
       from information_schema.columns
       where table_schema = 'readings' and table_name like 'published%'
       group by 1`,
    );
    expect(Object.fromEntries(rows.map(({ name, columns }) => [name, columns]))).toEqual({
      published_dma_days: 'dma_id uuid, quantity text, day date, revision int8',
      published_flow_readings:
        'meter_id uuid, dma_id uuid, recorded_at timestamptz, flow_m3_per_hour float8, cumulative_m3 float8, quality int2',
      published_meter_readings:
        'meter_id uuid, dma_id uuid, recorded_at timestamptz, register_m3 float8, consumption_m3 float8, valid bool, quality int2',
      published_pressure_readings:
        'meter_id uuid, dma_id uuid, recorded_at timestamptz, pressure_m float8, quality int2',
    });
  });

  it('keeps what its functions take and give', async () => {
    const rows: { name: string; takes: string; gives: string }[] = await world.sql(
      `select p.proname as name, pg_get_function_identity_arguments(p.oid) as takes,
         pg_get_function_result(p.oid) as gives
       from pg_proc p where p.pronamespace = 'readings'::regnamespace and p.proname like 'published%'`,
    );
    const dmas = 'dma_ids uuid[], from_at timestamp with time zone, to_at timestamp with time zone';
    const meters = dmas.replace('dma_ids', 'meter_ids');
    const at = 'timestamp with time zone';
    const m3 = 'double precision';
    expect(
      Object.fromEntries(rows.map(({ name, takes, gives }) => [name, [takes, gives]])),
    ).toEqual({
      published_dma_net_inflow: [
        `${dmas}, step interval`,
        `TABLE(dma_id uuid, bucket_at ${at}, net_inflow_m3_per_hour ${m3})`,
      ],
      published_dma_pressure: [
        `${dmas}, step interval`,
        `TABLE(dma_id uuid, bucket_at ${at}, pressure_m ${m3})`,
      ],
      published_dma_read_quarters: [
        'dma_ids uuid[], first_day date, last_day date',
        'TABLE(dma_id uuid, day date, hours integer, quarters integer, most_in_hour integer)',
      ],
      published_meter_flow: [
        meters,
        `TABLE(meter_id uuid, bucket_at ${at}, flow_m3_per_hour ${m3})`,
      ],
      published_meter_pressure: [meters, `TABLE(meter_id uuid, bucket_at ${at}, pressure_m ${m3})`],
      published_register_readings: [
        meters,
        `TABLE(meter_id uuid, recorded_at ${at}, register_m3 ${m3}, consumption_m3 ${m3})`,
      ],
    });
  });

  it('lets no other role make partitions or read its tables', async () => {
    const [rights] = await world.sql(
      `select
         bool_or(has_function_privilege(r, 'readings.ensure_partitions(text, timestamptz, timestamptz)', 'execute')) as makes,
         bool_or(has_table_privilege(r, 'readings.flow_readings', 'select')) as reads,
         bool_and(has_table_privilege('waris_analysis', 'readings.published_flow_readings', 'select')) as published
       from unnest(array['waris_identity', 'waris_network', 'waris_analysis', 'waris_knowledge']) as r`,
    );
    expect(rights).toEqual({ makes: false, reads: false, published: true });
  });
});

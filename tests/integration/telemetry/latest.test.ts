import pg from 'pg';
import { limitedTo, openWorld, pick, type World } from './world.ts';

const latest = `query ($quantity: ReadingQuantity!, $regionId: ID, $dmaCode: String) {
  latestReadings(quantity: $quantity, regionId: $regionId, dmaCode: $dmaCode) {
    serialNumbers at values quality unit } }`;

describe('the newest readings of an area', () => {
  let world: World;
  let packed: { id: string };
  beforeAll(async () => {
    world = await openWorld({ dmas: 3 });
    const names = Array.from({ length: 40 }, (_, n) => `m${String(n).padStart(2, '0')}`);
    const meters = await Promise.all(
      names.map((serialNumber, n) =>
        world.addMeter({ serialNumber, dmaId: world.tenant.dmas[n % 2]?.id ?? null }),
      ),
    );
    await world.sql(`select readings.ensure_partitions('flow_readings', $1, $2)`, [
      '2026-01-01T00:00:00Z',
      '2026-03-05T00:00:00Z',
    ]);
    // The first half was silent in the newest partitions.
    await world.sql(
      `insert into readings.flow_readings (meter_id, recorded_at, flow_m3_per_hour, source)
       select id, at, n + extract(month from at)::integer * 100, 'test'
       from unnest($1::uuid[]) with ordinality as m (id, n),
         generate_series('2026-01-01T00:00:00Z'::timestamptz, '2026-03-01T00:00:00Z', interval '6 hours') at
       where n > 20 or at < '2026-01-10T00:00:00Z'`,
      [meters.map(({ id }) => id)],
    );
    packed = await world.addMeter({
      serialNumber: 'z-packed',
      kind: 'customer',
      dmaId: world.tenant.dmas[2]?.id ?? null,
    });
    const [header] = (await world.sql(
      `insert into readings.packed_headers (source, phase_ms, interval_ms, divisor, factor)
       values ('latest.test', 0, 3600000, 1, 1) returning id`,
    )) as [{ id: number }];
    const [series] = (await world.sql(
      `insert into readings.packed_series (meter_id, quantity) values ($1, 3) returning id`,
      [packed.id],
    )) as [{ id: number }];
    await world.sql(
      `insert into readings.packed_days (series_id, first_received_at, day, header_id, reading_count, second_follows, base, small_values)
       select $1, now(), day, $2, 3, true, 1000, '{1,5,9}' from unnest('{2025-11-01,2025-11-02}'::date[]) as day`,
      [series.id, header.id],
    );
  });
  afterAll(() => world.close());

  const ask = (variables: Record<string, unknown>, request?: Parameters<World['execute']>[2]) =>
    world.execute(latest, { quantity: 'FLOW', ...variables }, request);

  it('are one for each meter, however long it has been silent', async () => {
    const { data, errors } = await ask({ regionId: world.tenant.regionId });
    expect(errors).toBeUndefined();
    const found = pick(data, 'latestReadings') as {
      serialNumbers: string[];
      at: string[];
      values: number[];
    };
    expect(found.serialNumbers).toHaveLength(40);
    expect(found.serialNumbers).toEqual(found.serialNumbers.toSorted());
    expect([found.at[0], found.values[0]]).toEqual(['2026-01-09T18:00:00.000Z', 101]);
    expect([found.at[39], found.values[39]]).toEqual(['2026-03-01T00:00:00.000Z', 340]);
    const one = await ask({ dmaCode: world.tenant.dmas[0]?.code });
    expect(pick(one.data, 'latestReadings', 'serialNumbers')).toHaveLength(20);
  });

  it('include those of days that were packed', async () => {
    const { data, errors } = await ask({
      quantity: 'REGISTER',
      dmaCode: world.tenant.dmas[2]?.code,
    });
    expect(errors).toBeUndefined();
    expect(pick(data, 'latestReadings')).toMatchObject({
      at: ['2025-11-02T02:00:00.000Z'],
      values: [1009],
      quality: [100],
      unit: 'M3',
    });
    const alone = await world.execute(
      `query ($id: ID!) { _entities(representations: [{ __typename: "Meter", id: $id }]) {
        ... on Meter { latestReading { registerM3 consumptionM3 recordedAt } } } }`,
      { id: packed.id },
    );
    expect(pick(alone.data, '_entities', 0, 'latestReading')).toEqual({
      registerM3: 1009,
      consumptionM3: 4,
      recordedAt: '2025-11-02T02:00:00.000Z',
    });
  });

  it('take two statements for any number of meters, and flows of all areas two as well', async () => {
    const { query } = pg.Client.prototype;
    let count = 0;
    pg.Client.prototype.query = function (this: pg.Client, ...request: unknown[]) {
      count += 1;
      return Reflect.apply(query, this, request) as never;
    };
    try {
      await ask({ regionId: world.tenant.regionId });
      expect(count).toBe(2);
      count = 0;
      const ids = world.tenant.dmas.map(({ id }) => ({ __typename: 'Dma', id }));
      const { data } = await world.execute(
        `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Dma { latestFlow { recordedAt } } } }`,
        { ids },
      );
      expect(pick(data, '_entities')).toHaveLength(3);
      expect(count).toBe(2);
    } finally {
      pg.Client.prototype.query = query;
    }
  });

  it('are those of the caller’s area alone', async () => {
    const other = await openWorld();
    const own = await other.execute(latest, { quantity: 'FLOW' }, limitedTo(other));
    expect(pick(own.data, 'latestReadings', 'serialNumbers')).toEqual([]);
    const variables = { quantity: 'FLOW', dmaCode: world.tenant.dmas[0]?.code };
    const hidden = await other.execute(latest, variables, limitedTo(other));
    const unknown = await other.execute(
      latest,
      { ...variables, dmaCode: 'nowhere' },
      limitedTo(other),
    );
    expect(hidden.errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
    expect(unknown.errors?.[0]?.message).toBe(hidden.errors?.[0]?.message);
    const refused = await other.execute(latest, variables, limitedTo(other, []));
    expect(refused.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    await other.close();
  });
});

import { createSubgraphExecutor, keys, silentLogger, type KeyValueStore } from '@waris/service-kit';
import { openTelemetry, type TelemetrySubgraph } from '@waris/telemetry';
import { openTestKeyValueStore, testRequest } from '@waris/testkit';
import pg from 'pg';
import { openWorld, pick, type World } from './world.ts';

const from = '2026-02-01T17:00:00Z';
const start = Date.parse(from);
const fiveMinutes = 300_000;

describe('the kept days of series', () => {
  let world: World;
  let meter: { id: string };
  let store: KeyValueStore;
  let telemetry: TelemetrySubgraph;
  /** Runs before what was computed is kept. */
  let beforeKeeping: () => Promise<void> = async () => undefined;
  beforeAll(async () => {
    world = await openWorld({ ownDatabase: true });
    meter = await world.addMeter({ serialNumber: 'in' });
    const inner = await openTestKeyValueStore();
    store = {
      ...inner,
      set: async (...entry) => {
        await beforeKeeping();
        await inner.set(...entry);
      },
    };
    telemetry = await openTelemetry(
      { postgresUrl: world.postgresUrl },
      { keyValueStore: store, log: silentLogger },
    );
    await world.sql(`select readings.ensure_partitions('flow_readings', $1, $1)`, [from]);
    await world.sql(
      `insert into readings.flow_readings (meter_id, recorded_at, flow_m3_per_hour, source)
       select $1, at, extract(hour from at), 'test'
       from generate_series($2::timestamptz, $2::timestamptz + interval '3 days' - interval '1 s', interval '5 minutes') at`,
      [meter.id, from],
    );
    await world.sql(
      `select readings.touch_days('FLOW', $1, $2, $2::timestamptz + interval '3 days')`,
      [meter.id, from],
    );
    await telemetry.rollUp();
  });
  afterAll(async () => {
    await telemetry.stop();
    await store.stop();
    await world.close();
  });

  const dmaId = () => world.tenant.dmas[0]?.id ?? '';
  const key = (date: string) => keys.reading(dmaId(), date);
  const ask = async (resolution = 'FIVE_MINUTES'): Promise<number[]> => {
    const query = `query ($id: ID!) { _entities(representations: [{ __typename: "Dma", id: $id }]) { ... on Dma {
      flowSeries(period: { from: "2026-02-01T12:00:00Z", to: "2026-02-04T17:00:00Z" }, resolution: ${resolution}) { values } } } }`;
    const request = { query, variables: { id: dmaId() } };
    const { data, errors } = await createSubgraphExecutor(telemetry).execute(
      request,
      testRequest(),
    );
    expect(errors).toBeUndefined();
    return pick(
      JSON.parse(JSON.stringify(data)),
      '_entities',
      0,
      'flowSeries',
      'values',
    ) as number[];
  };
  const place = 60 + 100;
  const change = async (value: number) => {
    const at = new Date(start + 100 * fiveMinutes);
    await world.sql(
      'update readings.flow_readings set flow_m3_per_hour = $3 where meter_id = $1 and recorded_at = $2',
      [meter.id, at, value],
    );
    await world.sql(`select readings.touch_days('FLOW', $1, $2, $2)`, [meter.id, at]);
  };
  const statements = async (work: () => Promise<unknown>): Promise<number> => {
    const { query } = pg.Client.prototype;
    let count = 0;
    pg.Client.prototype.query = function (this: pg.Client, ...request: unknown[]) {
      count += 1;
      return Reflect.apply(query, this, request) as never;
    };
    try {
      await work();
    } finally {
      pg.Client.prototype.query = query;
    }
    return count;
  };

  it('are read again without their readings, and say the same', async () => {
    const first = await ask();
    expect(first).toHaveLength(60 + 3 * 288);
    expect(await store.get(key('2026-02-02'))).not.toBeNull();
    expect(await store.get(key('2026-02-01'))).toBeNull();
    await world.sql(
      'update readings.flow_readings set flow_m3_per_hour = flow_m3_per_hour where meter_id = $1',
      [meter.id],
    );
    expect(await ask()).toEqual(first);
    // Without the five hours before, all days are kept ones: nothing is computed.
    const whole = `query ($id: ID!) { _entities(representations: [{ __typename: "Dma", id: $id }]) { ... on Dma {
      flowSeries(period: { from: "${from}", to: "2026-02-04T17:00:00Z" }, resolution: FIVE_MINUTES) { values } } } }`;
    const count = await statements(() =>
      createSubgraphExecutor(telemetry).execute(
        { query: whole, variables: { id: dmaId() } },
        testRequest(),
      ),
    );
    expect(count).toBe(2);
  });

  it('give way to late data at once, before and after these are rolled up', async () => {
    await ask();
    await change(777);
    expect((await ask())[place]).toBe(777);
    await telemetry.rollUp();
    expect((await ask())[place]).toBe(777);
    expect((await ask())[place]).toBe(777);
  });

  it('are not those that a slow reader keeps after the data changed', async () => {
    await change(1);
    await telemetry.rollUp();
    let changed = false;
    beforeKeeping = async () => {
      if (changed) return;
      changed = true;
      await change(2);
      await telemetry.rollUp();
    };
    expect((await ask())[place]).toBe(1);
    beforeKeeping = async () => undefined;
    expect(changed).toBe(true);
    expect((await ask())[place]).toBe(2);
  });

  it('are dropped by who announces a write, and damaged ones are computed anew', async () => {
    const before = await ask();
    const { announcer } = telemetry.createContext(testRequest());
    const at = new Date(start + fiveMinutes);
    await announcer.announce([
      {
        dmaId: dmaId(),
        quantity: 'FLOW',
        recordedCount: 1,
        firstRecordedAt: at,
        lastRecordedAt: at,
      },
    ]);
    expect(await store.get(key('2026-02-02'))).toBeNull();
    await ask();
    await store.set(key('2026-02-02'), '{"nonsense":', 60);
    expect(await ask()).toEqual(before);
  });
});

import { openWorld, pick, type World } from './world.ts';

const minute = 60_000;
const hour = 60 * minute;
// Midnight in Bangkok.
const start = Date.UTC(2026, 0, 14, 17);
const at = (hours: number) => new Date(start + hours * hour);

/** A flow for each quarter-hour of one day. */
type FlowAt = (quarter: number) => number | null;

describe('net inflow over the exchange of meters', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ dmas: 9 });
    const needed = ['flow_readings', 'pressure_readings'];
    await world.sql(
      `select readings.ensure_partitions(name, $2, $3) from unnest($1::text[]) name`,
      [needed, at(0), at(48)],
    );
  });
  afterAll(() => world.close());

  const dma = (index: number): string => world.tenant.dmas[index]?.id ?? '';
  let meterCount = 0;

  const put = async (meterId: string, valueAt: FlowAt, table = 'flow_readings') => {
    const column = table === 'flow_readings' ? 'flow_m3_per_hour' : 'pressure_m';
    const rows = Array.from({ length: 97 }, (_, quarter) => [quarter, valueAt(quarter)] as const);
    const present = rows.filter(([, value]) => value !== null);
    await world.sql(
      `insert into readings.${table} (meter_id, recorded_at, ${column}, source)
       select $1, at, value, 'test' from unnest($2::timestamptz[], $3::float8[]) as r (at, value)`,
      [meterId, present.map(([quarter]) => at(quarter / 4)), present.map(([, value]) => value)],
    );
    const quantity = table === 'flow_readings' ? 'FLOW' : 'PRESSURE';
    await world.sql('select readings.touch_days($1, $2, $3, $4)', [
      quantity,
      meterId,
      at(0),
      at(24),
    ]);
  };

  /** A meter with a reading each quarter-hour of the day, whether in service or not. */
  const addMeter = async (
    flowAt: FlowAt,
    place: { dmaId?: string | null; sourceDmaId?: string },
    service: { inServiceAt?: Date; retiredAt?: Date } = {},
  ) => {
    meterCount += 1;
    const meter = await world.addMeter({ serialNumber: `s${meterCount}`, ...place, ...service });
    await put(meter.id, flowAt);
    return meter.id;
  };

  const inflow = async (dmaId: string, stepMinutes: number, hours = 24) => {
    const rows: { at: Date; value: number | null }[] = await world.sql(
      `select bucket_at as at, net_inflow_m3_per_hour as value
       from readings.published_dma_net_inflow(array[$1::uuid], $2, $3, make_interval(mins => $4))`,
      [dmaId, at(0), at(hours), stepMinutes],
    );
    return new Map(rows.map((row) => [(row.at.getTime() - start) / hour, row.value]));
  };

  const series = async (dmaId: string, resolution: string, field = 'flowSeries') => {
    const { data } = await world.execute(
      `query ($id: ID!, $period: PeriodInput!) {
        _entities(representations: [{ __typename: "Dma", id: $id }]) {
          ... on Dma { series: ${field}(period: $period, resolution: ${resolution}) { values } }
        }
      }`,
      { id: dmaId, period: { from: at(0).toISOString(), to: at(24).toISOString() } },
    );
    return pick(data, '_entities', 0, 'series', 'values');
  };

  it('takes the old meter up to a change on the quarter-hour and the new one from there', async () => {
    const exchanged = at(10);
    await addMeter(() => 30, { dmaId: dma(0) }, { retiredAt: exchanged });
    await addMeter(() => 50, { dmaId: dma(0) }, { inServiceAt: exchanged });
    await addMeter(() => 4, { dmaId: null, sourceDmaId: dma(0) });
    const quarters = await inflow(dma(0), 15);
    expect([...quarters]).toEqual(
      Array.from({ length: 96 }, (_, quarter) => [quarter / 4, quarter < 40 ? 26 : 46]),
    );
    expect(await series(dma(0), 'HOUR')).toEqual(
      Array.from({ length: 24 }, (_, index) => (index < 10 ? 26 : 46)),
    );
    expect(await series(dma(0), 'DAY')).toEqual([expect.closeTo((30 * 10 + 50 * 14) / 24 - 4, 9)]);
  });

  it('counts each by its share of the bucket in which they change, the same at every step', async () => {
    const exchanged = new Date(at(10).getTime() + 6 * minute);
    await addMeter(() => 30, { dmaId: dma(1) }, { retiredAt: exchanged });
    await addMeter(() => 50, { dmaId: dma(1) }, { inServiceAt: exchanged });
    const hours = await inflow(dma(1), 60);
    expect(hours.get(9)).toBe(30);
    expect(hours.get(10)).toBeCloseTo((30 * 6 + 50 * 54) / 60, 9);
    expect(hours.get(11)).toBe(50);
    const volume = 30 * 10.1 + 50 * 13.9;
    expect([...hours.values()].reduce<number>((sum, value) => sum + (value ?? NaN), 0)).toBeCloseTo(
      volume,
      9,
    );
    expect((await inflow(dma(1), 1440)).get(0)).toBeCloseTo(volume / 24, 9);
    // A last bucket cut short by the end of the period.
    expect((await inflow(dma(1), 1440, 12)).get(0)).toBeCloseTo((30 * 10.1 + 50 * 1.9) / 12, 9);
  });

  it('is null only in the quarter-hour in which the new meter has not read yet', async () => {
    const exchanged = new Date(at(10).getTime() + 6 * minute);
    await addMeter(() => 30, { dmaId: dma(2) }, { retiredAt: exchanged });
    await addMeter(() => 50, { dmaId: dma(2) }, { inServiceAt: exchanged });
    const quarters = await inflow(dma(2), 15);
    expect([...quarters].filter(([, value]) => value === null)).toEqual([[10, null]]);
    expect(quarters.size).toBe(96);
  });

  it('knows the time before a meter was added and after one was retired', async () => {
    await addMeter(() => 10, { dmaId: dma(3) });
    await addMeter(() => 3, { dmaId: dma(3) }, { inServiceAt: at(6) });
    await addMeter(
      (quarter) => (quarter < 72 ? 2 : null),
      { dmaId: dma(3) },
      { retiredAt: at(18) },
    );
    expect(await series(dma(3), 'HOUR')).toEqual(
      Array.from({ length: 24 }, (_, index) => 10 + (index < 6 ? 0 : 3) + (index < 18 ? 2 : 0)),
    );
  });

  it('still waits for a meter that is in service and silent', async () => {
    await addMeter(() => 10, { dmaId: dma(4) });
    await addMeter(
      (quarter) => (quarter < 48 ? 3 : null),
      { dmaId: dma(4) },
      { inServiceAt: at(6) },
    );
    const hours = await inflow(dma(4), 60);
    expect([hours.get(5), hours.get(6), hours.get(11), hours.get(12)]).toEqual([10, 13, 13, null]);
  });

  it('is unknown while none of the inlets is in service', async () => {
    await addMeter(() => 10, { dmaId: dma(5) }, { retiredAt: at(12) });
    await addMeter(() => 3, { dmaId: null, sourceDmaId: dma(5) });
    const hours = await inflow(dma(5), 60);
    expect([hours.get(0), hours.get(11), hours.get(12), hours.get(23)]).toEqual([7, 7, null, null]);
  });

  it('goes on from the level meter that a tank had to the one it has', async () => {
    await addMeter(() => 100, { dmaId: dma(6) });
    const level = { kind: 'level', dmaId: dma(6) };
    const before = await world.addMeter({ serialNumber: 'l1', ...level, retiredAt: at(10) });
    const after = await world.addMeter({ serialNumber: 'l2', ...level, inServiceAt: at(10) });
    // A tenth of a metre each hour throughout; each sends nonsense while out of service.
    await put(before.id, (quarter) => (quarter < 40 ? quarter / 40 : 99), 'pressure_readings');
    await put(after.id, (quarter) => (quarter < 40 ? -99 : quarter / 40), 'pressure_readings');
    await world.addTank(dma(6), 200, after.id);
    await world.sql(
      `insert into dma.former_level_meters select id, $1 from dma.tanks where level_meter_id = $2`,
      [before.id, after.id],
    );
    const hours = await inflow(dma(6), 60);
    expect(hours.size).toBe(24);
    for (const value of hours.values()) expect(value).toBeCloseTo(100 - 20, 9);
  });

  it('tells the latest flow of the meters in service, whatever a retired one goes on sending', async () => {
    await addMeter(() => 10, { dmaId: dma(7) }, { retiredAt: at(6) });
    await addMeter(
      (quarter) => (quarter < 48 ? 3 : null),
      { dmaId: dma(7) },
      { inServiceAt: at(6) },
    );
    const { data } = await world.execute(
      `query ($id: ID!) { _entities(representations: [{ __typename: "Dma", id: $id }]) {
        ... on Dma { latestFlow { flowM3PerHour recordedAt } } } }`,
      { id: dma(7) },
    );
    expect(pick(data, '_entities', 0, 'latestFlow')).toEqual({
      flowM3PerHour: 3,
      recordedAt: at(11.75).toISOString(),
    });
  });

  it('keeps the pressures that a logger measured before it was replaced', async () => {
    const logger = { kind: 'pressure', dmaId: dma(8) };
    const before = await world.addMeter({ serialNumber: 'p1', ...logger, retiredAt: at(10) });
    const after = await world.addMeter({ serialNumber: 'p2', ...logger, inServiceAt: at(10) });
    await put(before.id, () => 20, 'pressure_readings');
    await put(after.id, () => 30, 'pressure_readings');
    expect(await series(dma(8), 'HOUR', 'pressureSeries')).toEqual(
      Array.from({ length: 24 }, (_, index) => (index < 10 ? 20 : 30)),
    );
  });
});

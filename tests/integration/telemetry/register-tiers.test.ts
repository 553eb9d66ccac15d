import { dayMs, daysAgo, now, openTierWorld, type TierWorld } from './tiers-world.ts';
import { pick } from './world.ts';

const record = `mutation ($input: RecordReadingsInput!) {
  recordReadings(input: $input) { acceptedCount rejectedCount }
}`;

describe('registers across the tiers', () => {
  let world: TierWorld;
  beforeAll(async () => {
    world = await openTierWorld();
  });
  afterAll(() => world.close());

  const send = async (serialNumber: string, at: readonly number[], values: readonly number[]) => {
    const one = { serialNumber, quantity: 'REGISTER', unit: 'M3', values };
    const instants = at.map((instant) => new Date(instant).toISOString());
    const input = { readings: [{ ...one, at: instants }] };
    const answer = await world.execute(record, { input });
    expect(answer).toMatchObject({ data: { recordReadings: { rejectedCount: 0 } } });
  };
  const consumptionOf = async (meterId: string) => {
    const [row] = await world.sql(
      `select count(*)::integer as n, sum(consumption_m3)::float8 as m3, max(consumption_m3)::float8 as most
       from readings.published_meter_readings where meter_id = $1`,
      [meterId],
    );
    return row as { n: number; m3: number; most: number };
  };

  const served = async (id: string, from: number, to: number) => {
    const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    const { data } = await world.execute(
      `query ($id: ID!, $period: PeriodInput!) {
        _entities(representations: [{ __typename: "Meter", id: $id }]) { ... on Meter {
          readings(period: $period, quantity: REGISTER, resolution: FIVE_MINUTES) { values }
          dataQuality(period: $period, quantity: REGISTER) { receivedCount } } } }`,
      { id, period },
    );
    const values = pick(data, '_entities', 0, 'readings', 'values') as (number | null)[];
    return {
      m3: values.reduce<number>((sum, value) => sum + (value ?? 0), 0),
      received: pick(data, '_entities', 0, 'dataQuality', 'receivedCount'),
    };
  };

  it('count what lies packed between an old and a new reading of one batch once', async () => {
    const { id, serialNumber } = await world.addMeter({ serialNumber: 'c', kind: 'customer' });
    // Every six hours of 90 days, 2 m³ in each.
    const instants = Array.from({ length: 360 }, (_, index) => daysAgo(91) + (index * dayMs) / 4);
    await send(
      serialNumber,
      instants,
      instants.map((_, index) => 100 + 2 * index),
    );
    // They came when they were read, not now.
    await world.sql(
      "update readings.meter_readings set received_at = recorded_at + interval '1 hour'",
    );
    await world.telemetry.rollUp();
    await world.run(now);
    expect((await world.tiers('meter_readings', 3)).packed).toBeGreaterThan(50);
    expect(await consumptionOf(id)).toEqual({ n: 360, m3: 718, most: 2 });

    // From the readings themselves, and where the ends of a period cut days: the same.
    const [first = 0, end = 0] = [instants[100], instants[140]];
    expect(await served(id, first + dayMs / 8, end)).toEqual({ m3: 2 * 39, received: 39 });

    // An hour after a reading of the 80th day before, and after the last.
    const [early = 0, last = 0] = [instants[44], instants[359]];
    await send(serialNumber, [early + dayMs / 24, last + dayMs / 24], [188.5, 818.5]);
    expect(await consumptionOf(id)).toEqual({ n: 362, m3: 718.5, most: 2 });
  });

  it('roll over in the archive when their digits are told afterwards', async () => {
    const { id, serialNumber } = await world.addMeter({ serialNumber: 'd', kind: 'customer' });
    // Every twelve hours of 500 days, 3 m³ in each: 1,000 m³ are full after 167 days, and 334.
    const instants = Array.from(
      { length: 1_000 },
      (_, index) => daysAgo(500) + (index * dayMs) / 2,
    );
    await send(
      serialNumber,
      instants,
      instants.map((_, index) => (1 + 3 * index) % 1_000),
    );
    await world.telemetry.rollUp();
    await world.run(now);
    const rolledUp = async () => {
      const [row] = await world.sql(
        `select sum(day_sum)::float8 as m3, sum(suspect_count)::integer as suspects
         from readings.meter_rollups where meter_id = $1`,
        [id],
      );
      return row;
    };
    // The first reading counts nothing, and those that fell are not known.
    expect(await rolledUp()).toEqual({ m3: 3 * 997, suspects: 2 });
    const set = await world.execute(
      `mutation ($input: SetRegisterDigitsInput!) { setRegisterDigits(input: $input) { capacityM3 } }`,
      { input: { serialNumber, digits: 3, unit: 'M3' } },
    );
    expect(set).toMatchObject({ data: { setRegisterDigits: { capacityM3: 1_000 } } });
    await world.telemetry.rollUp();
    expect(await rolledUp()).toEqual({ m3: 3 * 999, suspects: 0 });
  }, 60_000);

  it('drop the flows that followed from them when they are dropped', async () => {
    const { id } = await world.addMeter({ serialNumber: 'z', kind: 'zone' });
    await world.sql(
      `insert into readings.derived_flows (meter_id, recorded_at, until_at, flow_m3_per_hour)
       select $1, at, at + interval '1 hour', 5
       from unnest($2::timestamptz[]) as at`,
      [id, [new Date(daysAgo(1_900)), new Date(daysAgo(1_826)), new Date(daysAgo(100))]],
    );
    await world.run(now);
    const left = await world.sql(
      'select recorded_at as at from readings.derived_flows where meter_id = $1 order by 1',
      [id],
    );
    expect(left.map(({ at }) => at.getTime())).toEqual([daysAgo(1_826), daysAgo(100)]);
  });
});

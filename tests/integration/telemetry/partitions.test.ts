import { testStores } from '@waris/testkit';
import { openWorld, type World } from './world.ts';

const dayMs = 86_400_000;
const today = Math.floor(Date.now() / dayMs) * dayMs;
const record = `mutation ($input: RecordReadingsInput!) {
  recordReadings(input: $input) { acceptedCount rejectedCount userErrors { ... on InvalidInputError { message } } }
}`;
// TimescaleDB makes its own chunks.
const describeNative = testStores().real ? describe.skip : describe;

describeNative('native partitions, where TimescaleDB is not', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ ownDatabase: true });
  }, 60_000);
  afterAll(() => world.close());
  afterEach(() =>
    world.sql(`do $$ declare part record; begin
      for part in select name from readings.partitions_of('flow_readings') loop
        execute format('drop table %s', part.name);
      end loop; end $$`),
  );

  const make = (from: number, to = from) =>
    world.sql(`select readings.ensure_partitions('flow_readings', $1, $2)`, [
      new Date(from),
      new Date(to),
    ]);
  const made = async () =>
    (
      await world.sql(
        `select first_day::text as first, end_day - first_day as days
         from readings.partitions_of('flow_readings') order by first_day`,
      )
    ).map(({ first, days }) => `${String(first)} ${String(days)}`);
  const nameOf = (at: number) => new Date(at).toISOString().slice(0, 10);
  const monthBefore = (at: number) => {
    const date = new Date(at);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1);
  };

  it('are days of what is read now, and months of history', async () => {
    await make(today - 2 * dayMs, today + 3_600_000);
    await make(Date.UTC(2019, 0, 20), Date.UTC(2019, 1, 28, 23));
    await make(Date.UTC(2019, 1, 28));
    expect(await made()).toEqual([
      '2019-01-01 31',
      '2019-02-01 28',
      ...[2, 1, 0].map((age) => `${nameOf(today - age * dayMs)} 1`),
    ]);
  });

  it('stay days in a month that has some, however old it has become', async () => {
    // As two months and more ago, when it was still a month of days.
    const old = Date.UTC(2019, 4, 1);
    await world.sql(
      `create table readings.flow_readings_2019_05_20 partition of readings.flow_readings
       for values from ('2019-05-20Z') to ('2019-05-21Z')`,
    );
    await make(old, old + 2 * dayMs);
    expect(await made()).toEqual(['2019-05-01 1', '2019-05-02 1', '2019-05-03 1', '2019-05-20 1']);
  });

  it('are made for what is sent, days that nobody sent left out', async () => {
    const { id, serialNumber } = await world.addMeter({ serialNumber: 'p' });
    const last = monthBefore(today);
    const instants = [today, today - 2 * dayMs, last, last + 3_600_000, Date.UTC(2020, 1, 29)];
    const at = instants.map((instant) => new Date(instant).toISOString());
    const { data } = await world.execute(record, {
      input: {
        readings: [
          { serialNumber, quantity: 'FLOW', unit: 'M3_PER_HOUR', at, values: [1, 2, 3, 4, 5] },
        ],
      },
    });
    expect(data).toMatchObject({ recordReadings: { acceptedCount: 5 } });
    expect(await made()).toEqual(
      expect.arrayContaining(['2020-02-01 29', `${nameOf(today)} 1`, `${nameOf(last)} 1`]),
    );
    expect(await made()).toHaveLength(4);
    const stored = await world.sql(
      'select flow_m3_per_hour as value from readings.flow_readings where meter_id = $1',
      [id],
    );
    expect(stored).toHaveLength(5);
  });

  it('are dropped when they are over and empty, and made again', async () => {
    await make(today - 40 * dayMs, today);
    await make(Date.UTC(2019, 0, 1));
    await world.sql(
      `insert into readings.flow_readings (meter_id, recorded_at, flow_m3_per_hour, source)
       values (gen_random_uuid(), $1, 1, 'test')`,
      [new Date(today - 30 * dayMs)],
    );
    const drop = `select readings.drop_empty_partitions('flow_readings', $1::date) as dropped`;
    const [row] = await world.sql(drop, [nameOf(today - 7 * dayMs)]);
    // All but the day with a reading, and today and the seven days before it.
    expect(row).toEqual({ dropped: 41 + 1 - 9 });
    const left = await made();
    expect(left).toHaveLength(9);
    expect(left[0]).toBe(`${nameOf(today - 30 * dayMs)} 1`);
    await make(today - 40 * dayMs);
    expect(await made()).toHaveLength(10);
  });
});

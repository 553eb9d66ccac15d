import { testStores } from '@waris/testkit';
import pg from 'pg';
import { daysAgo, openTierWorld, type TierWorld } from './tiers-world.ts';
import { pick } from './world.ts';

const record = `mutation ($input: RecordReadingsInput!) {
  recordReadings(input: $input) { acceptedCount userErrors { __typename } }
}`;
const day = (seed: number) =>
  Array.from({ length: 96 }, (_, n) => ((seed * 37 + n * 11) % 97) / 10);
// What TimescaleDB keeps apart by itself; elsewhere see the test of native partitions.
const describeHyper = testStores().real ? describe : describe.skip;

describeHyper('chunks of TimescaleDB', () => {
  let world: TierWorld;
  let meter: { id: string; serialNumber: string };
  let reader: pg.Client;
  beforeAll(async () => {
    world = await openTierWorld();
    meter = await world.addMeter({ serialNumber: 'A' });
    for (let age = 60; age >= 0; age -= 1) await world.put(meter.id, null, daysAgo(age), day(age));
    await world.telemetry.rollUp();
    reader = new pg.Client({ connectionString: world.postgresUrl });
    await reader.connect();
  }, 120_000);
  afterAll(async () => {
    await reader.end();
    await world.close();
  });

  /** First days of the chunks of flows, as days ago. */
  const chunks = async () =>
    (
      await world.sql(
        `select range_start as at from timescaledb_information.chunks
         where hypertable_schema = 'readings' and hypertable_name = 'flow_readings' order by 1`,
      )
    ).map(({ at }) => Math.round((daysAgo(0) - (at as Date).getTime()) / 86_400_000));
  const chunkOf = (age: number) => (starts: readonly number[]) =>
    starts.some((start) => start >= age && age > start - 7);
  const all = () => world.readings(meter.id, daysAgo(80), daysAgo(-1));

  it('go once all of their days are packed or archived, and not before', async () => {
    // Too few to be packed: this day stays rows until it is due for the archive.
    const lone = await world.addMeter({ serialNumber: 'B' });
    await world.put(lone.id, null, daysAgo(20), [1, 2]);
    await world.put(lone.id, null, daysAgo(1), [1]);
    await world.telemetry.rollUp();
    const before = await all();
    const had = await chunks();
    expect([55, 40, 20, 0].filter((age) => chunkOf(age)(had))).toEqual([55, 40, 20, 0]);

    await world.run();
    const left = await chunks();
    expect([55, 40, 20, 0].filter((age) => chunkOf(age)(left))).toEqual([20, 0]);
    expect(await world.tiers()).toMatchObject({ archivedDays: 30 });
    expect(await all()).toEqual(before);
  });

  it('come again for what is late, and go again', async () => {
    const at = [new Date(daysAgo(50) + 450_000).toISOString()];
    const late = { serialNumber: meter.serialNumber, quantity: 'FLOW', unit: 'M3_PER_HOUR', at };
    const input = { readings: [{ ...late, values: [7.25] }] };
    const { data } = await world.execute(record, { input });
    expect(pick(data, 'recordReadings', 'acceptedCount')).toBe(1);
    expect(chunkOf(50)(await chunks())).toBe(true);
    await world.telemetry.rollUp();
    const before = await all();
    expect(before.values).toContain(7.25);

    // Who reads the chunk keeps it until the next time, and the run goes on.
    await reader.query('begin');
    await reader.query('select count(*) from readings.flow_readings where recorded_at < $1', [
      new Date(daysAgo(45)),
    ]);
    await world.run();
    expect(chunkOf(50)(await chunks())).toBe(true);
    await reader.query('commit');
    await world.run();
    expect(chunkOf(50)(await chunks())).toBe(false);
    expect(await all()).toEqual(before);
  });

  it('go without waiting for who reads others', async () => {
    await world.put(meter.id, null, daysAgo(90), day(90));
    await world.telemetry.rollUp();
    await reader.query('begin');
    await reader.query('select count(*) from readings.flow_readings where recorded_at >= $1', [
      new Date(daysAgo(3)),
    ]);
    await world.run();
    expect(chunkOf(90)(await chunks())).toBe(false);
    await reader.query('commit');
  });
});

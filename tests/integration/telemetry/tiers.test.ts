import { readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dayMs, daysAgo, now, openTierWorld, type TierWorld } from './tiers-world.ts';
import { pick } from './world.ts';

const record = `mutation ($input: RecordReadingsInput!) {
  recordReadings(input: $input) { acceptedCount duplicateCount rejectedReadings { reason } userErrors { ... on InvalidInputError { message } } }
}`;

const day = (seed: number) =>
  Array.from({ length: 96 }, (_, n) => ((seed * 37 + n * 11) % 977) / 100);

describe('the tiers of readings', () => {
  let world: TierWorld;
  let meter: { id: string; serialNumber: string };
  let dmaId: string;
  beforeAll(async () => {
    world = await openTierWorld();
    dmaId = world.tenant.dmas[0]?.id ?? '';
    meter = await world.addMeter({ serialNumber: 'A' });
    for (let age = 45; age >= 0; age -= 1) await world.put(meter.id, dmaId, daysAgo(age), day(age));
    await world.telemetry.rollUp();
  }, 120_000);
  afterAll(() => world.close());

  const all = () => world.readings(meter.id, daysAgo(60), daysAgo(-1));
  const published = () =>
    world.sql(
      `select recorded_at, flow_m3_per_hour, dma_id, quality from readings.published_flow_readings
       where meter_id = $1 and recorded_at >= $2 order by recorded_at`,
      [meter.id, new Date(daysAgo(20))],
    );
  // Sums of the same numbers in another order differ in their last digits.
  const freshOf = () =>
    world.sql(
      `select bucket_at, round(net_inflow_m3_per_hour::numeric, 9) from readings.fresh_dma_net_inflow(array[$1::uuid], array[$2, $3]::timestamptz[], '1 hour', true) order by 1`,
      [dmaId, new Date(daysAgo(29)), new Date(daysAgo(0))],
    );
  const series = async () =>
    (
      await world.execute(
        `query ($id: ID!, $period: PeriodInput!) { _entities(representations: [{ __typename: "Dma", id: $id }]) {
          ... on Dma { flowSeries(period: $period, resolution: HOUR) { values } } } }`,
        {
          id: dmaId,
          period: {
            from: new Date(daysAgo(45)).toISOString(),
            to: new Date(daysAgo(0)).toISOString(),
          },
        },
      )
    ).data;
  const send = async (quarters: readonly number[], values: readonly number[], age: number) => {
    const at = quarters.map((n) => new Date(daysAgo(age) + n * 900_000).toISOString());
    const items = [
      { serialNumber: meter.serialNumber, quantity: 'FLOW', unit: 'M3_PER_HOUR', at, values },
    ];
    const { data, errors } = await world.execute(record, {
      input: { readings: items, onError: 'SKIP' },
    });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return pick(data, 'recordReadings');
  };

  it('previews what a run would move, and changes nothing', async () => {
    const before = await world.tiers();
    const steps = await world.telemetry.retention.preview(now);
    const sum = (kind: string) =>
      steps
        .filter((step) => step.kind === kind)
        .reduce((total, { readings }) => total + readings, 0);
    expect([sum('ARCHIVE'), sum('PACK'), sum('DROP')]).toEqual([15 * 96, 23 * 96, 0]);
    expect(steps.every(({ bytesAfter, bytesNow }) => bytesAfter < bytesNow)).toBe(true);
    expect(await world.tiers()).toEqual(before);
  });

  it('gives the same answers after moving readings as before', async () => {
    const before = [await all(), await published(), await freshOf(), await series()];
    expect((before[0] as { at: string[] }).at).toHaveLength(46 * 96);
    expect(await world.run()).toEqual({ DROP: 0, ARCHIVE: 15 * 96, PACK: 23 * 96 });
    expect(await world.tiers()).toEqual({ rows: 8 * 96, packed: 23 * 96, archivedDays: 15 });
    expect([await all(), await published(), await freshOf(), await series()]).toEqual(before);
  });

  it('has nothing to do a second time', async () => {
    expect(await world.run()).toEqual({ DROP: 0, ARCHIVE: 0, PACK: 0 });
  });

  it.each([
    ['packed', 12],
    ['archived', 40],
  ])('treats doubled and conflicting readings of a %s day as those of rows', async (_tier, age) => {
    const before = await all();
    const values = day(age);
    expect(await send([3, 4], [values[3] ?? 0, 999], age)).toMatchObject({
      acceptedCount: 0,
      duplicateCount: 1,
      rejectedReadings: [{ reason: 'CONFLICTS_WITH_STORED' }],
    });
    expect(await all()).toEqual(before);
  });

  it.each([
    ['packed', 13],
    ['archived', 41],
  ])('takes late readings into a %s day, once, and moves it again', async (_tier, age) => {
    const before = await all();
    const at = [0.5, 1.5].map((n) => Math.trunc(n * 2) / 2);
    expect(await send(at, [7.25, 8.25], age)).toMatchObject({ acceptedCount: 2 });
    const after = await all();
    expect(after.at).toHaveLength(before.at.length + 2);
    await world.telemetry.rollUp();
    const rolledUp = await series();
    await world.run();
    expect(await all()).toEqual(after);
    expect(await series()).toEqual(rolledUp);
    const place = after.at.indexOf(new Date(daysAgo(age) + 450_000).toISOString());
    expect(after.values[place]).toBe(7.25);
  });

  it('leaves a touched day where it is until its roll-ups are up to date', async () => {
    await send([5.5], [1], 14);
    await world.run();
    expect((await world.tiers()).rows).toBe(8 * 96 + 97);
    await world.telemetry.rollUp();
    await world.run();
    expect((await world.tiers()).rows).toBe(8 * 96);
  });

  it('deletes files that are in no list once they are an hour old, and only its own', async () => {
    const folder = join(world.archiveFolder, 'flow/2026-05');
    const orphan = join(folder, 'flow-2026-05-0123456789ab.parquet');
    const stranger = join(world.archiveFolder, 'notes.txt');
    const young = `${orphan.replace('ab.', 'cd.')}.writing`;
    for (const file of [orphan, stranger, young]) await writeFile(file, 'x');
    const old = new Date(now.getTime() - 2 * 3_600_000);
    for (const file of [orphan, stranger]) await utimes(file, old, old);
    await utimes(young, now, now);
    const kept = (await all()).at.length;
    await world.run();
    await expect(stat(orphan)).rejects.toThrow('ENOENT');
    await stat(stranger);
    await stat(young);
    expect((await all()).at).toHaveLength(kept);
  });

  it('makes one file of a month that has many', async () => {
    const before = await all();
    for (let later = 1; later <= 22; later += 1) {
      await world.run(new Date(now.getTime() + later * dayMs));
    }
    const files = await readdir(join(world.archiveFolder, 'flow/2026-05'));
    expect(files.filter((name) => name.endsWith('.parquet')).length).toBeLessThanOrEqual(9);
    expect(await all()).toEqual(before);
  });

  it('lets readings go five years after they were read and received, and only then', async () => {
    const before = await all();
    const fiveYears = (days: number) => new Date(daysAgo(45) + (1_826 + days) * dayMs);
    await world.run(fiveYears(1));
    expect((await all()).at).toEqual(before.at);
    await world.run(fiveYears(40));
    const left = await all();
    expect(left.at.length).toBeLessThan(before.at.length);
    expect(left.at.length).toBeGreaterThan(0);
    await world.run(fiveYears(400));
    await world.run(fiveYears(400));
    expect((await all()).at).toEqual([]);
    expect(await world.sql('select from readings.meter_rollups')).toEqual([]);
  });
});

import { daysAgo, openTierWorld, type TierWorld } from './tiers-world.ts';

const values = Array.from({ length: 96 }, (_, n) => 10 + n / 10);
const record = `mutation ($input: RecordReadingsInput!) { recordReadings(input: $input) { acceptedCount } }`;

describe('roll-ups of days in the archive', () => {
  let world: TierWorld;
  beforeEach(async () => {
    world = await openTierWorld();
  }, 60_000);
  afterEach(() => world.close());

  const dma = (index: number): string => world.tenant.dmas[index]?.id ?? '';
  const rolledUp = async (dmaId: string) =>
    new Map(
      (
        await world.sql(
          `select day::text, quarter_values[1] as quarter, hour_values[1] as hour
           from readings.dma_rollups where dma_id = $1 and quantity = 'FLOW'`,
          [dmaId],
        )
      ).map(({ day, quarter, hour }) => [day, [quarter, hour]]),
    );
  const dayOf = (age: number) => new Date(daysAgo(age)).toISOString().slice(0, 10);
  /** Two inlets of an area, read for 45 days, of which the older lie in the archive. */
  const archiveTwo = async () => {
    const meters = [
      await world.addMeter({ serialNumber: 'A', dmaId: dma(0) }),
      await world.addMeter({ serialNumber: 'B', dmaId: dma(0) }),
    ];
    for (const { id } of meters) {
      for (let age = 45; age >= 32; age -= 1) await world.put(id, dma(0), daysAgo(age), values);
    }
    await world.telemetry.rollUp();
    await world.run();
    // The newest day of a meter stays.
    expect(await world.tiers()).toEqual({ rows: 2 * 96, packed: 0, archivedDays: 2 * 13 });
    return meters;
  };

  it('still add all meters up when one gets a late reading', async () => {
    const [meter] = await archiveTwo();
    const before = await rolledUp(dma(0));
    const readings = [
      {
        serialNumber: meter?.serialNumber,
        quantity: 'FLOW',
        unit: 'M3_PER_HOUR',
        at: [new Date(daysAgo(40) + 60_000).toISOString()],
        values: [30],
      },
    ];
    await world.execute(record, { input: { readings } });
    await world.telemetry.rollUp();
    const after = await rolledUp(dma(0));
    // One of them read 10 and 30 in the quarter, the other 10.
    expect(after.get(dayOf(40))?.[0]).toBeCloseTo(30);
    for (const age of [42, 41, 39, 38]) {
      expect(after.get(dayOf(age))).toEqual(before.get(dayOf(age)));
    }
    expect(after.size).toBe(before.size);
  }, 60_000);

  it('stay as they were when who writes by SQL marks a day', async () => {
    const [meter] = await archiveTwo();
    const before = await rolledUp(dma(0));
    const sums = () =>
      world.sql('select day, day_sum from readings.meter_rollups where meter_id = $1 order by 1', [
        meter?.id,
      ]);
    const sumsBefore = await sums();
    const [from, to] = [new Date(daysAgo(41)), new Date(daysAgo(39) - 1)];
    await world.sql(`select readings.touch_days('FLOW', $1, $2, $3)`, [meter?.id, from, to]);
    await world.telemetry.rollUp();
    expect(await sums()).toEqual(sumsBefore);
    expect(await rolledUp(dma(0))).toEqual(before);
  }, 60_000);

  it('follow a meter that was moved to another area', async () => {
    const [, meter] = await archiveTwo();
    await world.sql('update dma.meters set dma_id = $2 where id = $1', [meter?.id, dma(1)]);
    await world.telemetry.rollUp();
    const [left, reached] = [await rolledUp(dma(0)), await rolledUp(dma(1))];
    for (let age = 45; age >= 32; age -= 1) {
      expect(left.get(dayOf(age))?.[0]).toBeCloseTo(10);
      expect(reached.get(dayOf(age))?.[0]).toBeCloseTo(10);
    }
  }, 60_000);
});

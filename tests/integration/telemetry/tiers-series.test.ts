import { daysAgo, openTierWorld, type TierWorld } from './tiers-world.ts';
import { pick } from './world.ts';

const day = (seed: number) =>
  Array.from({ length: 96 }, (_, n) => ((seed * 37 + n * 11) % 977) / 100);

describe('what is read of readings that were moved', () => {
  let world: TierWorld;
  let meter: { id: string };
  let silent: { id: string };
  beforeAll(async () => {
    world = await openTierWorld();
    const [first, second] = world.tenant.dmas.map(({ id }) => id);
    // Its days begin at half past a quarter: they come from quarters, which the archive lacks.
    await world.sql('update dma.dmas set time_zone = $2 where id = $1', [first, 'Asia/Kolkata']);
    meter = await world.addMeter({ serialNumber: 'A', dmaId: first ?? null });
    silent = await world.addMeter({ serialNumber: 'B', dmaId: second ?? null });
    for (let age = 45; age >= 0; age -= 1) {
      await world.put(meter.id, first ?? null, daysAgo(age), day(age));
      if (age > 10 && age < 25) await world.put(silent.id, second ?? null, daysAgo(age), day(age));
    }
    await world.telemetry.rollUp();
  }, 120_000);
  afterAll(() => world.close());

  const period = (from: number, to: number) =>
    `period: { from: "${new Date(daysAgo(from)).toISOString()}", to: "${new Date(daysAgo(to)).toISOString()}" }`;
  const fields = () => {
    const series: string[] = [];
    for (const resolution of ['FIVE_MINUTES', 'FIFTEEN_MINUTES', 'HOUR', 'DAY']) {
      for (const aggregation of ['MEAN', 'SUM', 'MIN', 'MAX']) {
        for (const suspect of [true, false]) {
          series.push(`${resolution}${aggregation}${suspect}: readings(${period(45, 28)}, resolution: ${resolution},
            aggregation: ${aggregation}, includeSuspect: ${suspect}) { at values suspectCounts }`);
        }
      }
    }
    return `${series.join('\n')}
      thin: readings(${period(45, 1)}, downsample: true, maxPoints: 500) { at values suspectCounts }
      quality: dataQuality(${period(44, 34)}) { receivedCount suspectCount intervalSeconds completenessRatio }
      latestReading { flowM3PerHour recordedAt }`;
  };
  const ask = async (id: string) => {
    const { data, errors } = await world.execute(
      `query ($id: ID!) { _entities(representations: [{ __typename: "Meter", id: $id }]) { ... on Meter { ${fields()} } } }`,
      { id },
    );
    expect(errors).toBeUndefined();
    return JSON.parse(JSON.stringify(pick(data, '_entities', 0)), (_key, item: unknown) =>
      typeof item === 'number' ? Number(item.toPrecision(10)) : item,
    ) as unknown;
  };
  const latestFlow = async () =>
    (
      await world.execute(
        `query ($id: ID!) { _entities(representations: [{ __typename: "Dma", id: $id }]) { ... on Dma {
          latestFlow { flowM3PerHour recordedAt } } } }`,
        { id: world.tenant.dmas[1]?.id },
      )
    ).data;

  it('is the same as before, at every resolution', async () => {
    const before = [await ask(meter.id), await ask(silent.id), await latestFlow()];
    expect(pick(before[0], 'FIVE_MINUTESMEANtrue', 'values')).toContain(0.12);
    expect(pick(before[0], 'quality', 'receivedCount')).toBe(960);
    expect(pick(before[1], 'latestReading')).not.toBeNull();
    expect(pick(before[2], '_entities', 0, 'latestFlow')).not.toBeNull();
    await world.run();
    expect((await world.tiers()).archivedDays).toBeGreaterThan(10);
    const after = [await ask(meter.id), await ask(silent.id), await latestFlow()];
    expect(after).toEqual(before);
  }, 60_000);
});

import {
  addInlet,
  eventsOf,
  openDetectionWorld,
  stepsPerDay,
  townDay,
  type DetectionWorld,
  type EventRow,
} from './detection-world.ts';
import { burstsWithPlaces } from './place-world.ts';
import { openWorld } from './world.ts';

let world: DetectionWorld;
beforeAll(async () => {
  world = await openDetectionWorld();
});
afterAll(() => world.close());

const champion = 'forecast-cusum-2';
const growth = { from: 35, to: 62, perDayM3PerHour: 0.5 };

/** A leak that grows by half a cubic metre an hour every day, until it is repaired. */
function growingDay(day: number): number[] {
  return townDay(day).map((flow, step) => {
    const age = day + step / stepsPerDay - growth.from;
    return flow + (age > 0 && day < growth.to ? growth.perDayM3PerHour * age : 0);
  });
}
const town = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => growingDay(from + index));

async function newDma() {
  const tenant = await world.tenant();
  const [dma] = tenant.dmas;
  if (dma === undefined) throw new Error('A tenant has a DMA.');
  return { ...dma, inlet: await addInlet(world, tenant, dma.id) };
}

const leaksOf = async (dmaId: string) =>
  (await eventsOf(world, dmaId)).filter(
    ({ kind, model_version: model }) => kind === 'burst' && model === champion,
  );
const withoutIds = (events: readonly EventRow[]) => events.map((event) => ({ ...event, id: null }));

async function changeNumbers(dmaId: string): Promise<readonly number[]> {
  const { rows } = await world.client.query<{ number: number }>(
    `select change_number::int as number from analysis.events
     where dma_id = $1 and kind = 'burst' and model_version = $2 order by 1`,
    [dmaId, champion],
  );
  return rows.map(({ number }) => number);
}

async function questionsOf(dmaId: string): Promise<readonly unknown[]> {
  const { rows } = await world.client.query(
    `select known_until_at, request, outcome from analysis.burst_locations
     where dma_id = $1 order by known_until_at desc limit 1`,
    [dmaId],
  );
  return rows;
}

describe('a leak that grows', () => {
  it('is the same walked forward day by day, with restarts, as all at once', async () => {
    const [whole, daily] = [await newDma(), await newDma()];
    await whole.inlet.addDays(0, town(0, 70));
    await daily.inlet.addDays(0, town(0, growth.from));
    await world.judge();
    const seen: string[] = [];
    let numbers: readonly number[] = [];
    let analysis = await openWorld({ postgresUrl: world.postgresUrl });
    for (let day = growth.from; day < 70; day += 1) {
      await daily.inlet.addDays(day, [growingDay(day)]);
      await world.rollUp();
      await analysis.evaluate();
      if (day % 9 === 0) {
        await analysis.close();
        analysis = await openWorld({ postgresUrl: world.postgresUrl });
      }
      for (const { id } of await leaksOf(daily.id)) if (!seen.includes(id)) seen.push(id);
      // Those who follow events miss no change: what changed has a higher number than before.
      const now = await changeNumbers(daily.id);
      for (const [index, number] of numbers.entries()) {
        expect(now[index]).toBeGreaterThanOrEqual(number);
      }
      numbers = now;
    }
    await analysis.close();
    const events = await leaksOf(whole.id);
    expect(withoutIds(await leaksOf(daily.id))).toEqual(withoutIds(events));
    expect(await questionsOf(daily.id)).toEqual(await questionsOf(whole.id));
    // None came and went, or came twice.
    expect(seen).toHaveLength(events.length);
    expect(events.some(({ withdrawn }) => withdrawn)).toBe(false);
  }, 280_000);

  it('is one burst in the graph, with the size of all its rises, until its repair', async () => {
    const dma = await newDma();
    await dma.inlet.addDays(0, town(0, growth.to - 1));
    await world.judge();
    const [open, ...others] = (await burstsWithPlaces(world, dma)) ?? [];
    expect(others).toEqual([]);
    expect(open?.endedAt).toBeNull();
    const running = open?.rises.filter((rise) => !('endedAt' in rise && rise.endedAt !== null));
    const sum = running?.reduce((total, { sizeM3PerHour }) => total + (sizeM3PerHour ?? 0), 0);
    expect(open?.sizeM3PerHour).toBeCloseTo(sum ?? Number.NaN, 6);
    const truth = growth.perDayM3PerHour * (growth.to - 1 - growth.from);
    expect(Math.abs((open?.sizeM3PerHour ?? 0) - truth) / truth).toBeLessThan(0.5);
    await dma.inlet.addDays(growth.to - 1, town(growth.to - 1, 72));
    await world.judge();
    const [ended, ...more] = (await burstsWithPlaces(world, dma)) ?? [];
    expect(more).toEqual([]);
    expect(ended).toMatchObject({ id: open?.id, startAt: open?.startAt });
    expect(ended?.endedAt).not.toBeNull();
  }, 120_000);
});

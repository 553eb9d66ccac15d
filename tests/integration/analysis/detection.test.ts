import {
  addInlet,
  eventsOf,
  openDetectionWorld,
  townDay,
  type DetectionWorld,
  type EventRow,
  type Leak,
} from './detection-world.ts';

let world: DetectionWorld;
beforeAll(async () => {
  world = await openDetectionWorld();
});
afterAll(() => world.close());

const champion = 'forecast-cusum-2';
const leak: Leak = { from: 40, to: 55, size: 15 };
const town = (days: number, leaks: readonly Leak[] = [leak]) =>
  Array.from({ length: days }, (_, day) => townDay(day, leaks));

async function newDma() {
  const tenant = await world.tenant();
  const [dma] = tenant.dmas;
  if (dma === undefined) throw new Error('A tenant has a DMA.');
  return { ...dma, tenant, inlet: await addInlet(world, tenant, dma.id) };
}

// Ids carry the DMA, so two DMAs are compared without them.
const withoutIds = (events: readonly EventRow[]) => events.map((event) => ({ ...event, id: null }));
const burstsOf = (events: readonly EventRow[]) =>
  events.filter(({ kind, model_version: model }) => kind === 'burst' && model === champion);

// Without its watermarks, and told that all its days have changed.
async function judgeAnew(dmaId: string): Promise<void> {
  await world.client.query('delete from analysis.watermarks where dma_id = $1', [dmaId]);
  await world.client.query(
    `update readings.dma_rollups set revision = nextval('readings.rollup_revisions') where dma_id = $1`,
    [dmaId],
  );
  await world.evaluate();
  const { rows } = await world.client.query('select from analysis.watermarks where dma_id = $1', [
    dmaId,
  ]);
  expect(rows.length).toBeGreaterThan(0);
}

// A forecast stays what it was when readings change, so what missed it is another matter.
const seenIn = async (dmaId: string) =>
  (await eventsOf(world, dmaId)).filter(({ kind }) => kind !== 'forecast miss');

describe('judging readings', () => {
  it('finds the same fed one day at a time as all at once, and never looks ahead', async () => {
    const [whole, daily] = [await newDma(), await newDma()];
    const days = 70;
    await whole.inlet.addDays(0, town(days));
    await world.judge();
    await daily.inlet.addDays(0, town(30));
    for (let day = 30; day < days; day += 1) {
      await daily.inlet.addDays(day, [townDay(day, [leak])]);
      await world.judge();
      const soFar = await eventsOf(world, daily.id);
      expect(soFar.every((event) => Number(event['detected_day']) <= day + 1)).toBe(true);
    }
    const events = await eventsOf(world, whole.id);
    expect(withoutIds(await eventsOf(world, daily.id))).toEqual(withoutIds(events));
    const [burst, ...others] = burstsOf(events);
    expect(others).toEqual([]);
    expect(burst).toMatchObject({ start_day: expect.closeTo(40, 0), withdrawn: false });
    expect(Number(burst?.['size_m3_per_hour'])).toBeGreaterThan(12);
    expect(Number(burst?.['detected_day'])).toBeLessThanOrEqual(44);
    expect(burst?.['ended_day']).toBeCloseTo(55, 0);
    // The challenger and both baselines saw it as well, in the shadow.
    const models = new Set(events.map((event) => event.model_version));
    for (const model of ['night-ewma-1', 'night-cusum-1', 'night-share-1']) {
      expect(models).toContain(model);
    }
  }, 120_000);

  it('leaves nothing of a turn that is cut off, and does it all once afterwards', async () => {
    const dma = await newDma();
    await dma.inlet.addDays(0, town(60));
    await world.rollUp();
    // The database refuses the last write of the turn, as if it had gone away in the middle.
    await world.client.query(
      `create function analysis.cut_off() returns trigger language plpgsql as
       $$ begin raise exception 'cut off'; end $$`,
    );
    await world.client.query(
      `create trigger cut_off before insert on analysis.watermarks for each row
       when (new.dma_id = '${dma.id}') execute function analysis.cut_off()`,
    );
    await expect(world.evaluate()).rejects.toThrow('cut off');
    expect(await eventsOf(world, dma.id)).toEqual([]);
    await world.client.query('drop function analysis.cut_off() cascade');
    await world.evaluate();
    const events = await eventsOf(world, dma.id);
    expect(burstsOf(events)).toHaveLength(1);
    // Once more, and from the very beginning, as after a restore of older watermarks.
    await judgeAnew(dma.id);
    expect(await eventsOf(world, dma.id)).toEqual(events);
  }, 120_000);

  it('withdraws a burst that late readings take the ground from, and says why', async () => {
    const dma = await newDma();
    await dma.inlet.addDays(0, town(60));
    await world.judge();
    const before = await seenIn(dma.id);
    expect(burstsOf(before)).toHaveLength(1);
    await dma.inlet.replaceDays(leak.from, town(60, []).slice(leak.from, 60));
    await world.judge();
    const after = await seenIn(dma.id);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after.every(({ withdrawn }) => withdrawn)).toBe(true);
    expect(burstsOf(after)[0]?.['withdrawal_reason']).toBe(
      'Readings changed from 2025-11-09 on, and no longer show it.',
    );
    // And back: the same events under the same ids.
    await dma.inlet.replaceDays(leak.from, town(60).slice(leak.from, 60));
    await world.judge();
    expect(await seenIn(dma.id)).toEqual(before);
  }, 120_000);

  it('finds a burst in days that came late, and keeps those found before', async () => {
    const dma = await newDma();
    const second: Leak = { from: 62, to: 99, size: 20 };
    const all = town(75, [leak, second]);
    const gap = Array.from({ length: 17 }, () => townDay(0).map(() => null));
    await dma.inlet.addDays(0, [...all.slice(0, 39), ...gap, ...all.slice(56)]);
    await world.judge();
    const before = await eventsOf(world, dma.id);
    const starts = (events: readonly EventRow[]) =>
      burstsOf(events).map(({ start_day: start }) => Math.round(start));
    expect(starts(before)).toEqual([62]);
    expect(before.some(({ kind, withdrawn }) => kind === 'missing data' && !withdrawn)).toBe(true);

    await dma.inlet.replaceDays(39, all.slice(39, 56));
    await world.judge();
    const after = await eventsOf(world, dma.id);
    expect(starts(after)).toEqual([40, 62]);
    expect(burstsOf(after)[1]?.id).toBe(burstsOf(before)[0]?.id);
    expect(
      after.filter(({ kind }) => kind === 'missing data').every((event) => event.withdrawn),
    ).toBe(true);
  }, 120_000);

  it('tells a dead meter from a leak, and judges each tenant by its own readings', async () => {
    const [dead, quiet] = [await newDma(), await newDma()];
    const days = town(50, []);
    await quiet.inlet.addDays(0, days);
    await dead.inlet.addDays(0, [
      ...days.slice(0, 40),
      ...days.slice(40, 45).map((day) => day.map(() => 0)),
      ...days.slice(45),
    ]);
    await world.judge();
    const events = await eventsOf(world, dead.id);
    expect(events.filter(({ kind }) => kind === 'meter fault')).toMatchObject([
      { start_day: 40, ended_day: 45, details: { fault: 'zero' }, confidence: 1 },
    ]);
    expect(burstsOf(events)).toEqual([]);
    expect(await eventsOf(world, quiet.id)).toEqual([]);
  }, 120_000);

  it('names the boundary meter that is at fault, and not the sound one beside it', async () => {
    const dma = await newDma();
    const second = await addInlet(world, dma.tenant, dma.id);
    const days = town(50, []);
    // Both are dead at last; before, one alone hangs or sends nothing.
    const of = (faults: Readonly<Record<number, readonly (number | null)[]>>, last: number) =>
      days.map((day, index) => (index === last ? day.map(() => 0) : (faults[index] ?? day)));
    const nothing = days[0]?.map(() => null) ?? [];
    await dma.inlet.addDays(0, of({ 30: nothing }, 44));
    await second.addDays(0, of({ 36: nothing }, 44));
    await world.judge();
    const answer = await world.ask(
      `query ($id: ID!) { lossEvents(
        period: { from: "2025-09-30T00:00:00Z", to: "2026-01-01T00:00:00Z" }
        filter: { dmaId: $id, kinds: [METER_FAULT, MISSING_DATA] }
      ) { nodes { fault faultyMeters { id } } } }`,
      { id: dma.id },
    );
    const both = [dma.inlet.meterId, second.meterId].toSorted().map((id) => ({ id }));
    expect(answer).toEqual({
      data: {
        lossEvents: {
          nodes: [
            { fault: 'ZERO', faultyMeters: both },
            { fault: 'MISSING', faultyMeters: [{ id: second.meterId }] },
            { fault: 'MISSING', faultyMeters: [{ id: dma.inlet.meterId }] },
          ],
        },
      },
      errors: [],
    });
  }, 120_000);

  it('does not take a reading from the future for the end of all days before it', async () => {
    const dma = await newDma();
    await dma.inlet.addDays(0, town(30, []));
    await dma.inlet.addDays(20_000, [townDay(0)]);
    await world.judge();
    expect(await eventsOf(world, dma.id)).toEqual([]);
    const { rows } = await world.client.query(
      `select distinct evaluated_through::text as day from analysis.watermarks where dma_id = $1`,
      [dma.id],
    );
    expect(rows).toEqual([{ day: '2025-10-29' }]);
  }, 60_000);

  it('gives changes numbers that rise, and none to an event that stays the same', async () => {
    const dma = await newDma();
    await dma.inlet.addDays(0, town(50));
    await world.judge();
    const numbers = async () => {
      const { rows } = await world.client.query(
        'select id, change_number from analysis.events where dma_id = $1 order by id',
        [dma.id],
      );
      return rows;
    };
    const before = await numbers();
    expect(before.length).toBeGreaterThan(0);
    await judgeAnew(dma.id);
    expect(await numbers()).toEqual(before);
  }, 120_000);
});

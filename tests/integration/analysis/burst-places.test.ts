import { openDetectionWorld, type DetectionWorld } from './detection-world.ts';
import {
  addFlows,
  addPressures,
  burstsWithPlaces,
  importGrid,
  loggers,
  metresBetween,
  theBurstOf,
  twoDmas,
  type Burst,
  type GridLeak,
  type PlaceDma,
} from './place-world.ts';
import { addMeters, openWorld } from './world.ts';

let world: DetectionWorld;
beforeAll(async () => {
  world = await openDetectionWorld();
});
afterAll(() => world.close());

const days = { from: 0, to: 50 };
const leak: GridLeak = { from: 40, to: 99, size: 12, junction: 'j32' };

type Grid = NonNullable<Parameters<typeof importGrid>[1]>;

/** A DMA with readings of a leak that nobody has judged yet. */
async function leakyGrid(options: Grid = {}, heard?: Parameters<typeof addPressures>[4]) {
  const dma = await importGrid(world, options);
  await addFlows(world, dma, days, [leak]);
  await addPressures(world, dma, days, [leak], heard);
  return dma;
}

function placeOf({ location, locationProblem }: Burst): NonNullable<Burst['location']> {
  if (location === null) throw new Error(`No place: ${locationProblem?.message}`);
  return location;
}

async function placedNear(dma: PlaceDma): Promise<NonNullable<Burst['location']>> {
  const place = placeOf(await theBurstOf(world, dma));
  expect(metresBetween(place.candidates[0]?.code ?? '', leak.junction)).toBeLessThan(400);
  return place;
}

describe('the place of a burst', () => {
  it('is near the truth, with an area, its course and the meters behind it', async () => {
    const dma = await leakyGrid();
    await world.judge();
    const burst = await theBurstOf(world, dma);
    expect(burst.locationProblem).toBeNull();
    const location = placeOf(burst);
    expect(metresBetween(location.candidates[0]?.code ?? '', leak.junction)).toBeLessThan(300);
    const touching = location.candidates
      .slice(0, location.area.pipeCount)
      .filter(({ code }) => metresBetween(code, leak.junction) < 130);
    expect(touching.length).toBeGreaterThan(0);
    expect(location.area.pipeCount).toBeLessThan(20);
    expect(location.area.lengthM).toBe(250 * location.area.pipeCount);
    expect(location.area.pipes).toHaveLength(location.area.pipeCount);
    expect(location.area.path).toMatchObject({ type: 'MultiLineString' });
    expect(location.area.path?.coordinates).toHaveLength(location.area.pipeCount);
    expect(location).toMatchObject({
      pipeCount: 40,
      sensorCount: 8,
      sensorsLeftOut: [],
      isModelDoubtful: false,
      networkFile: 'grid.inp',
    });
    expect(new Set(location.sensors.map(({ id }) => id))).toEqual(new Set(dma.meters.values()));
    // The pipes are those of the register.
    const { rows } = await world.client.query('select id, code from dma.pipes where dma_id = $1', [
      dma.id,
    ]);
    const codes = new Map(rows.map(({ id, code }) => [id, code]));
    for (const { pipe, code } of location.candidates) expect(codes.get(pipe.id)).toBe(code);
  }, 120_000);

  it('leaves meters out that hang, are silent, faulty, new or nowhere in the file', async () => {
    const dma = await leakyGrid({}, (junction, day, pressureM) => {
      if (junction === 'j12' && day >= 37) return 28.125;
      return junction === 'j04' && day >= 38 ? null : pressureM;
    });
    const tenant = { branchId: dma.branchId } as Parameters<typeof addMeters>[1];
    const [stranger = '', late = ''] = await addMeters(world, tenant, [
      { kind: 'pressure', dmaId: dma.id },
      { kind: 'pressure', dmaId: dma.id, inServiceAt: '2025-11-20T00:00:00Z' },
    ]);
    await world.client.query(
      `insert into spatial.meter_locations (meter_id, geom, node_code)
       select $1, geom, 'j24' from spatial.meter_locations where meter_id = $2`,
      [late, dma.meters.get('j24')],
    );
    await world.client.query(`update dma.meters set state = 'faulty' where id = $1`, [
      dma.meters.get('j44'),
    ]);
    await world.judge();
    const location = await placedNear(dma);
    const reasons = new Map(location.sensorsLeftOut.map(({ meter, reason }) => [meter.id, reason]));
    expect(reasons).toEqual(
      new Map([
        [dma.meters.get('j12'), 'STUCK'],
        [dma.meters.get('j04'), 'MISSING'],
        [dma.meters.get('j44'), 'FAULTY'],
        [stranger, 'NOT_IN_MODEL'],
        [late, 'NOT_IN_SERVICE'],
      ]),
    );
    expect(location.sensorCount).toBe(5);
  }, 120_000);

  it('is the same day by day with a restart as all at once, and rests on no later reading', async () => {
    const [whole, daily] = [await leakyGrid(), await importGrid(world)];
    await world.judge();
    const feed = async (from: number, to: number) => {
      await addFlows(world, daily, { from, to }, [leak]);
      await addPressures(world, daily, { from, to }, [leak]);
      await world.rollUp();
    };
    await feed(0, 40);
    await world.evaluate();
    for (let day = 40; day < 44; day += 1) {
      await feed(day, day + 1);
      await world.evaluate();
    }
    // Another process goes on.
    const restarted = await openWorld({ postgresUrl: world.postgresUrl });
    for (let day = 44; day < days.to; day += 1) {
      await feed(day, day + 1);
      await restarted.evaluate();
      const [burst] = (await burstsWithPlaces(world, daily)) ?? [];
      const { knownUntilAt } = burst?.location ?? { knownUntilAt: '' };
      const endMs = Date.parse('2025-09-30T17:00:00Z') + (day + 1) * 86_400_000;
      if (burst !== undefined) expect(Date.parse(knownUntilAt)).toBeLessThanOrEqual(endMs);
    }
    await restarted.close();
    const comparable = (burst: Burst) => {
      const place = placeOf(burst);
      const pipes = place.candidates.map(({ pipe: _pipe, ...candidate }) => candidate);
      const { knownUntilAt, misfitIndex, area } = place;
      return { pipes, knownUntilAt, misfitIndex, lengthM: area.lengthM, rises: burst.rises };
    };
    const expected = comparable(await theBurstOf(world, whole));
    expect(comparable(await theBurstOf(world, daily))).toEqual(expected);
  }, 240_000);

  it('is worked out anew when readings before its instant come late', async () => {
    const dma = await leakyGrid({}, (junction, day, pressureM) =>
      junction === 'j33' && day >= 30 ? null : pressureM,
    );
    await world.judge();
    expect((await placedNear(dma)).sensorCount).toBe(7);
    const only = { ...dma, meters: new Map([['j33', dma.meters.get('j33') ?? '']]) };
    await addPressures(world, only, { from: 30, to: days.to }, [leak]);
    await world.judge();
    expect((await placedNear(dma)).sensorCount).toBe(8);
  }, 120_000);
});

describe('a burst without a place', () => {
  it('says that its DMA has no hydraulic model, and is placed once it has one', async () => {
    const dma = await leakyGrid();
    const link = async (modelId: string | null) => {
      const { rows } = await world.client.query(
        `update dma.dmas d set network_model_id = $2 from dma.dmas old
         where d.id = $1 and old.id = $1 returning old.network_model_id`,
        [dma.id, modelId],
      );
      return rows[0]?.network_model_id ?? null;
    };
    const modelId = await link(null);
    await world.judge();
    expect(await theBurstOf(world, dma)).toMatchObject({
      location: null,
      locationProblem: { reason: 'NO_HYDRAULIC_MODEL', sensorsLeftOut: [] },
    });
    await link(modelId);
    await addFlows(world, dma, { from: days.to, to: days.to + 1 }, [leak]);
    await world.judge();
    await placedNear(dma);
  }, 120_000);

  it.each<[string, string, Grid, string]>([
    ['two meters', 'TOO_FEW_SENSORS', { loggers: loggers.slice(0, 2) }, '3 are needed'],
    [
      'a file that EPANET refuses',
      'MODEL_NOT_SOLVED',
      { text: twoDmas.replace('[PATTERNS]', '[PATTERNS]\n 2 x') },
      'EPANET could not solve grid.inp',
    ],
  ])(
    'says why, with %s: %s',
    async (_name, reason, options, words) => {
      const dma = await leakyGrid(options);
      await world.judge();
      const { location, locationProblem } = await theBurstOf(world, dma);
      expect(location).toBeNull();
      expect(locationProblem).toMatchObject({ reason, message: expect.stringContaining(words) });
    },
    120_000,
  );
});

describe('those who may not see all', () => {
  it('get no place of a burst that they may not see, as if there were none', async () => {
    const [mine, theirs] = [await leakyGrid(), await leakyGrid()];
    await world.judge();
    const scope = { regionIds: [], branchIds: [mine.branchId], dmaIds: [] };
    const seen = await burstsWithPlaces(world, mine, { scope });
    expect(seen?.[0]?.location?.area.path).not.toBeNull();
    expect(await burstsWithPlaces(world, theirs, { scope })).toBeNull();
    // The event itself, asked for by its id.
    const { id } = await theBurstOf(world, theirs);
    const byId = `query ($id: ID!) { _entities(representations: [{ __typename: "BurstEvent", id: $id }])
      { ... on BurstEvent { location { pipeCount } locationProblem { reason } rises { startAt } } } }`;
    const answer = await world.ask(byId, { id }, { scope });
    expect(answer).toEqual({ data: { _entities: [null] }, errors: [] });
  }, 120_000);

  it('are not told of meters in DMAs that they may not see', async () => {
    const chosen = ['j20', 'j04', 'j44', 'k1', 'k2'];
    const dma = await leakyGrid({ text: twoDmas, loggers: chosen }, (junction, day, pressureM) =>
      junction === 'k2' && day > 30 ? null : pressureM,
    );
    await world.judge();
    const all = placeOf(await theBurstOf(world, dma));
    expect(all.sensorCount).toBe(4);
    expect(all.sensors.map(({ id }) => id)).toContain(dma.meters.get('k1'));
    expect(all.sensorsLeftOut.map(({ meter }) => meter.id)).toEqual([dma.meters.get('k2')]);
    const scope = { regionIds: [], branchIds: [], dmaIds: [dma.id] };
    const [own] = (await burstsWithPlaces(world, dma, { scope })) ?? [];
    expect(own?.location?.sensors).toHaveLength(3);
    expect(own?.location?.sensors.map(({ id }) => id)).not.toContain(dma.meters.get('k1'));
    expect(own?.location).toMatchObject({ sensorCount: 4, sensorsLeftOut: [] });
  }, 120_000);

  it('need the permission to read analyses', async () => {
    const dma = await importGrid(world);
    const field = `query ($id: ID!) { _entities(representations: [{ __typename: "Dma", id: $id }]) { ... on Dma {
      burstEvents(period: { from: "2025-10-01T00:00:00Z", to: "2025-12-01T00:00:00Z" }) { nodes { location { pipeCount } } } } } }`;
    const refused = await world.ask(field, { id: dma.id }, { permissions: ['network:read'] });
    expect(refused.errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it('get an error for more candidates than are given', async () => {
    const dma = await leakyGrid();
    await world.judge();
    const { id } = await theBurstOf(world, dma);
    const query = `query ($id: ID!) { _entities(representations: [{ __typename: "BurstEvent", id: $id }])
      { ... on BurstEvent { location { candidates(first: 201) { code } } } } }`;
    expect((await world.ask(query, { id })).errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  }, 120_000);
});

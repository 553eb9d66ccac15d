import { newId } from '@waris/service-kit';
import { openDetectionWorld, stepsPerDay, type DetectionWorld } from './detection-world.ts';
import {
  burstsOf,
  eventsQuery,
  inRegionOf,
  leak,
  leakyDma,
  lossEvents,
  period,
  seersOf,
  theBurst,
  town,
  validate,
  type LeakyDma,
  type Row,
} from './leaky-world.ts';
import { addMeters, addSeries, entityOf, entityQuery, periodArgument } from './world.ts';

let world: DetectionWorld;
let mine: LeakyDma;
let theirs: LeakyDma;
beforeAll(async () => {
  world = await openDetectionWorld();
  [mine, theirs] = [await leakyDma(world), await leakyDma(world)];
  await world.judge();
}, 60_000);
afterAll(() => world.close());

describe('Dma.burstEvents', () => {
  it('tells of a burst when, how large, how sure, by what, with its evidence', async () => {
    const bursts = await burstsOf(world, mine);
    expect(bursts).toHaveLength(1);
    expect(bursts?.[0]).toMatchObject({
      kind: 'BURST',
      state: 'ENDED',
      modelVersion: 'forecast-cusum-2',
      priority: 'HIGH',
      repairTargetHours: 6,
      dma: { id: mine.id },
      fault: null,
      validation: null,
      evidence: { intervalSeconds: 86_400, unit: 'FLOW_M3_PER_HOUR' },
    });
    const { sizeM3PerHour, sizeMarginM3PerHour, confidenceRatio, evidence } = bursts?.[0] ?? {};
    expect(Math.abs(Number(sizeM3PerHour) - leak.size)).toBeLessThan(3);
    expect(Number(sizeMarginM3PerHour)).toBeGreaterThan(0);
    expect(Number(confidenceRatio)).toBeGreaterThan(0.5);
    const { observed, expected } = evidence as { observed: number[]; expected: number[] };
    expect(observed.length).toBe(expected.length);
    expect(Number(observed.at(-1)) - Number(expected.at(-1))).toBeGreaterThan(10);
  });

  it('lists by state and by period, and nothing beyond', async () => {
    expect(await burstsOf(world, mine, { args: 'state: OPEN' })).toEqual([]);
    expect(await burstsOf(world, mine, { args: 'state: ENDED' })).toHaveLength(1);
    const query = entityQuery('Dma', `burstEvents(${periodArgument}) { nodes { id } }`);
    const before = { from: '2025-09-01T00:00:00Z', to: '2025-11-01T00:00:00Z' };
    const answer = await world.ask(query, { id: mine.id, ...before });
    expect(entityOf(answer)).toEqual({ burstEvents: { nodes: [] } });
    const reversed = { from: period.to, to: period.from };
    const refused = await world.ask(query, { id: mine.id, ...reversed });
    expect(refused.errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  });
});

describe('lossEvents', () => {
  it('lists what is seen, of the champion alone unless the shadow is asked for', async () => {
    const claims = inRegionOf(mine);
    const { nodes } = await lossEvents(world, {}, claims);
    expect(nodes.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['BURST', 'NIGHT_FLOW_EXCESS']),
    );
    expect(nodes.filter(({ kind }) => kind === 'BURST')).toHaveLength(1);
    const excess = nodes.find(({ kind }) => kind === 'NIGHT_FLOW_EXCESS');
    expect(excess).toMatchObject({ modelVersion: 'night-share-1', baselineRatio: 1.5 });
    const shadow = await lossEvents(
      world,
      { filter: { includeShadow: true, kinds: ['BURST'] } },
      claims,
    );
    expect(new Set(shadow.nodes.map(({ modelVersion }) => modelVersion))).toEqual(
      new Set(['forecast-cusum-2', 'night-ewma-1', 'night-cusum-1']),
    );
    expect(
      (await lossEvents(world, { filter: { branchId: theirs.tenant.branchId } }, claims)).nodes,
    ).toEqual([]);
    expect((await lossEvents(world, { filter: { dmaId: 'no-uuid' } }, claims)).nodes).toEqual([]);
  });

  it('pages through all of them once', async () => {
    const claims = inRegionOf(mine);
    const filter = { includeShadow: true };
    const all = (await lossEvents(world, { filter }, claims)).nodes.map(({ id }) => id);
    const seen: unknown[] = [];
    let after: unknown = null;
    for (let more = true; more;) {
      const page = await lossEvents(world, { filter, first: 2, after }, claims);
      seen.push(...page.nodes.map(({ id }) => id));
      more = page.pageInfo['hasNextPage'] === true;
      after = page.pageInfo['endCursor'];
    }
    expect(all.length).toBeGreaterThan(3);
    expect(seen).toEqual(all);
    for (const bad of [{ first: 0 }, { first: 201 }, { after: 'nonsense' }]) {
      const refused = await world.ask(eventsQuery, { ...period, ...bad });
      expect(refused.errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
    }
  });
});

describe('what a caller sees', () => {
  it('is nothing of the DMAs of others, however the scope is given', async () => {
    const burst = await theBurst(world, theirs);
    for (const claims of seersOf(mine)) {
      expect(await burstsOf(world, theirs, { claims })).toBeNull();
      expect(await burstsOf(world, mine, { claims })).toHaveLength(1);
      const { nodes } = await lossEvents(world, { filter: { includeShadow: true } }, claims);
      expect(new Set(nodes.map(({ dma }) => (dma as Row)['id']))).toEqual(new Set([mine.id]));
      for (const type of ['BurstEvent', 'LossEvent', 'Prediction']) {
        const query = `query ($id: ID!) { _entities(representations: [
          { __typename: "${type}", id: $id } ]) { ... on ${type} { id } } }`;
        expect(entityOf(await world.ask(query, { id: burst['id'] }, claims))).toBeNull();
        expect(entityOf(await world.ask(query, { id: burst['id'] }))).toEqual({ id: burst['id'] });
      }
      const refused = await validate(world, { id: burst['id'], outcome: 'CONFIRMED' }, claims);
      const absent = await validate(world, { id: newId(), outcome: 'CONFIRMED' }, claims);
      for (const { prediction, userErrors } of [refused, absent]) {
        expect(prediction).toBeNull();
        expect(userErrors).toMatchObject([{ __typename: 'NotFoundError', path: ['id'] }]);
      }
    }
  });

  it.each([
    ['lossEvents', eventsQuery],
    ['predictions', '{ predictions { nodes { id } } }'],
    ['predictionModels', '{ predictionModels { version scores { predictionCount } } }'],
  ])('of %s needs analysis:read, which writing does not bring', async (_name, query) => {
    const refused = await world.ask(query, period, { permissions: ['analysis:write'] });
    expect(refused.errors[0]?.code).toBe('FORBIDDEN');
    const anonymous = await world.ask(query, period, { kind: 'anonymous' });
    expect(anonymous.errors[0]?.code).toBe('UNAUTHENTICATED');
  });
});

describe('pressure', () => {
  it('that is not what it usually is becomes an event, with the evidence of its day', async () => {
    const dma = await leakyDma(world);
    const meters = await addMeters(world, dma.tenant, [
      { kind: 'pressure', dmaId: dma.id },
      { kind: 'pressure', dmaId: dma.id },
    ]);
    const low = (day: number, step: number) => (day === 50 && step >= 20 && step < 32 ? -12 : 0);
    for (const [place, meterId] of meters.entries()) {
      const pressures = town.flatMap((_day, day) =>
        Array.from({ length: stepsPerDay }, (_step, step) => {
          const pattern = 5 * Math.cos((2 * Math.PI * (step - 6)) / stepsPerDay);
          return 30 + 3 * place + pattern + ((day * 7 + step) % 5) / 20 + low(day, step);
        }),
      );
      const options = { from: '2025-09-30T17:00:00Z', minutes: 30 };
      await addSeries(world, 'pressure_readings', meterId, options, pressures);
    }
    await world.judge();
    const answer = await world.ask(
      `query ($from: DateTime!, $to: DateTime!, $id: ID!) { lossEvents(${periodArgument},
        filter: { dmaId: $id, kinds: [PRESSURE_ANOMALY] }) { nodes { startAt endedAt detectedAt distanceM
          modelVersion approaches priority evidence { unit intervalSeconds observed expected } } } }`,
      { ...period, id: dma.id },
    );
    expect(answer.errors).toEqual([]);
    const { nodes } = (answer.data as { lossEvents: { nodes: Row[] } }).lossEvents;
    expect(nodes).toMatchObject([
      {
        startAt: '2025-11-20T03:00:00.000Z',
        endedAt: '2025-11-20T09:00:00.000Z',
        detectedAt: '2025-11-20T17:00:00.000Z',
        modelVersion: 'pressure-pattern-1',
        approaches: ['PRESSURE_PATTERN'],
        evidence: { unit: 'PRESSURE_M', intervalSeconds: 3600 },
      },
    ]);
    expect(Number(nodes[0]?.['distanceM'])).toBeCloseTo(12, 0);
  }, 60_000);
});

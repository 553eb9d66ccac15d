import type { ViewerClaims } from '@waris/service-kit';
import {
  addInlet,
  eventsOf,
  firstDay,
  openDetectionWorld,
  townDay,
  type DetectionWorld,
} from './detection-world.ts';
import { entityOf } from './world.ts';

let world: DetectionWorld;
beforeAll(async () => {
  world = await openDetectionWorld();
});
afterAll(() => world.close());

const dayMs = 86_400_000;
const dayNumber = (at: unknown) => (Date.parse(String(at)) - Date.parse(firstDay)) / dayMs;

// From day 50 on half as much again is used for two days; before, demand is the usual.
const crowded = (day: number) =>
  townDay(day).map((flow) => (day >= 50 && day < 52 ? flow * 1.5 : flow));
const town = (days: number) => Array.from({ length: days }, (_, day) => crowded(day));

async function newDma() {
  const tenant = await world.tenant();
  const [dma] = tenant.dmas;
  if (dma === undefined) throw new Error('A tenant has a DMA.');
  return { ...dma, inlet: await addInlet(world, tenant, dma.id) };
}

/** What was said from each Monday on. Day 5 is the first. */
async function mondayForecasts(dmaId: string) {
  const { rows } = await world.client.query(
    `select model_version, content, truth from analysis.ai_predictions
     where dma_id = $1 and kind = 'demand forecast'
       and extract(epoch from data_until - $2::timestamptz)::bigint / 86400 % 7 = 5
     order by data_until, model_version`,
    [dmaId, firstDay],
  );
  return rows;
}

type Kept = {
  readonly nodes: readonly {
    readonly modelVersion: string;
    readonly dataUntilAt: string;
    readonly forecast: { readonly errors: Readonly<Record<string, number>> | null };
  }[];
};

// Checked by the expectations themselves.
const predictionsOf = (data: unknown) => (data as { readonly predictions: Kept }).predictions;

const forecastFields = `startAt dataUntilAt intervalSeconds modelVersion expectedM3PerHour
  lower80M3PerHour upper80M3PerHour lower95M3PerHour upper95M3PerHour errors { meanErrorDay1M3PerHour }`;
const forecastQuery = (horizon: string) => `query ($id: ID!) {
  _entities(representations: [{ __typename: "Dma", id: $id }]) {
    ... on Dma { demandForecast${horizon} { ${forecastFields} } }
  } }`;

async function forecastOf(id: string, horizon = '', claims: Partial<ViewerClaims> = {}) {
  const answer = await world.ask(forecastQuery(horizon), { id }, claims);
  expect(answer.errors).toEqual([]);
  return entityOf(answer) as { demandForecast: Record<string, unknown> | null } | null;
}

describe('demand forecasts', () => {
  it('are kept, tell the same misses day by day as all at once, and are scored when over', async () => {
    const [whole, daily] = [await newDma(), await newDma()];
    await whole.inlet.addDays(0, town(60));
    await daily.inlet.addDays(0, town(48));
    for (let day = 48; day < 60; day += 1) {
      await daily.inlet.addDays(day, [crowded(day)]);
      await world.judge();
    }
    const misses = async (id: string) =>
      (await eventsOf(world, id))
        .filter(({ kind }) => kind === 'forecast miss')
        .map((event) => ({ ...event, id: null }));
    const found = await misses(whole.id);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatchObject({
      details: { direction: 'above' },
      model_version: 'ridge-and-trees-1',
      approaches: ['demand interval'],
    });
    expect(Number(found[0]?.start_day)).toBeGreaterThanOrEqual(50);
    expect(Number(found[0]?.start_day)).toBeLessThan(51);
    expect(await misses(daily.id)).toEqual(found);
    const weeks = await mondayForecasts(whole.id);
    expect(weeks).toHaveLength(18);
    expect(await mondayForecasts(daily.id)).toEqual(weeks);

    const answer = await world.ask(
      `query ($id: ID!) { predictions(filter: { kind: DEMAND_FORECAST, dmaId: $id }, first: 200) {
        nodes { modelVersion dataUntilAt forecast { errors {
          meanErrorDay1M3PerHour greatestErrorDay1M3PerHour meanErrorDays2To7M3PerHour
        } } } } }`,
      { id: whole.id },
    );
    expect(answer.errors).toEqual([]);
    const { nodes } = predictionsOf(answer.data);
    // Three models from each Monday with two weeks behind it, and the champion from the end: of the
    // last day the last quarter-hour is not there, so it may not be over.
    const origins = new Set(nodes.map(({ dataUntilAt }) => dayNumber(dataUntilAt)));
    expect([...origins].toSorted((a, b) => a - b)).toEqual([19, 26, 33, 40, 47, 54, 59]);
    expect(nodes).toHaveLength(3 * (origins.size - 1) + 1);
    for (const { dataUntilAt, forecast } of nodes) {
      expect(forecast.errors === null).toBe(dayNumber(dataUntilAt) + 7 > 59);
    }
    const calm = nodes.find(
      ({ dataUntilAt, modelVersion }) =>
        dayNumber(dataUntilAt) === 40 && modelVersion === 'ridge-and-trees-1',
    );
    expect(calm?.forecast.errors?.['meanErrorDay1M3PerHour']).toBeLessThan(3);
  }, 180_000);

  it('are served from the end of the data, cut to the horizon, and hidden from strangers', async () => {
    const dma = await newDma();
    await dma.inlet.addDays(0, town(45));
    await world.judge();
    const served = (await forecastOf(dma.id))?.demandForecast;
    expect(dayNumber(served?.['startAt'])).toBe(44);
    expect(served?.['dataUntilAt']).toBe(served?.['startAt']);
    const column = served?.['expectedM3PerHour'] as number[];
    expect(column).toHaveLength(24);
    // The hours of a Thai day: little at 3, much at 15.
    expect(column[15]).toBeGreaterThan(80);
    expect(column[3]).toBeLessThan(40);
    const week = (await forecastOf(dma.id, '(horizonHours: 168)'))?.demandForecast;
    expect(week?.['expectedM3PerHour']).toHaveLength(168);
    for (const horizon of ['0', '169']) {
      const answer = await world.ask(forecastQuery(`(horizonHours: ${horizon})`), { id: dma.id });
      expect(answer.errors).toMatchObject([
        { code: 'BAD_USER_INPUT', message: '`horizonHours` must be between 1 and 168.' },
      ]);
    }
    const nowhere = { scope: { regionIds: [], branchIds: [], dmaIds: [] } };
    expect(await forecastOf(dma.id, '', nowhere)).toBeNull();
    const listed = await world.ask(
      `query ($id: ID!) { predictions(filter: { dmaId: $id }) { nodes { id } } }`,
      { id: dma.id },
      nowhere,
    );
    expect(listed.data).toEqual({ predictions: { nodes: [] } });
  }, 60_000);

  it('are not led astray by days on which the meter was faulty, and hold none against them', async () => {
    const dma = await newDma();
    const days = Array.from({ length: 52 }, (_, day) => {
      if (day === 46) return townDay(day).map((flow) => flow * 200);
      return day === 49 ? townDay(day).map(() => 61.5) : townDay(day);
    });
    await dma.inlet.addDays(0, days);
    await world.judge();
    const week = (await forecastOf(dma.id, '(horizonHours: 168)'))?.demandForecast;
    const expected = week?.['expectedM3PerHour'] as number[];
    expect(Math.min(...expected)).toBeGreaterThan(10);
    expect(Math.max(...expected)).toBeLessThan(120);
    const events = await eventsOf(world, dma.id);
    const kinds = (kind: string) => events.filter((event) => event.kind === kind);
    expect(kinds('meter fault').map(({ details }) => details)).toEqual([
      { fault: 'implausible' },
      { fault: 'stuck' },
    ]);
    expect(kinds('forecast miss')).toEqual([]);
    expect(kinds('night-flow excess')).toEqual([]);
  }, 120_000);

  it('are null before two weeks of readings are there', async () => {
    const dma = await newDma();
    await dma.inlet.addDays(0, town(10));
    await world.judge();
    expect(await forecastOf(dma.id)).toEqual({ demandForecast: null });
  }, 60_000);
});

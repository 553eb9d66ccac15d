import {
  addInlet,
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
const firstMs = Date.parse(firstDay);
const champion = 'ridge-and-trees-1';

async function newTown(days: number) {
  const tenant = await world.tenant();
  const [dma] = tenant.dmas;
  if (dma === undefined) throw new Error('A tenant has a DMA.');
  const inlet = await addInlet(world, tenant, dma.id);
  await inlet.addDays(
    0,
    Array.from({ length: days }, (_, day) => townDay(day)),
  );
  return { id: dma.id, inlet };
}

/** The days that kept forecasts of the champion begin on. */
async function originsOf(dmaId: string): Promise<readonly number[]> {
  const { rows } = await world.client.query<{ day: number }>(
    `select extract(epoch from data_until - $2::timestamptz)::float8 / 86400 as day
     from analysis.ai_predictions
     where dma_id = $1 and kind = 'demand forecast' and model_version = $3 order by 1`,
    [dmaId, firstDay, champion],
  );
  return rows.map(({ day }) => day);
}

async function progressOf(dmaId: string) {
  const scope = { regionIds: [], branchIds: [], dmaIds: [dmaId] };
  const answer = await world.ask(
    `{ predictionModels { version progress { dmaCount upToDateDmaCount waitingDayCount } } }`,
    {},
    { scope },
  );
  expect(answer.errors).toEqual([]);
  // Checked by the expectations themselves.
  const { predictionModels } = answer.data as {
    readonly predictionModels: readonly { readonly version: string; readonly progress: unknown }[];
  };
  return new Map(predictionModels.map(({ version, progress }) => [version, progress]));
}

describe('a long past', () => {
  it('is forecast from its end first, and the weeks before are filled in behind', async () => {
    const days = 400;
    const { id } = await newTown(days);
    await world.rollUp();
    const waiting = { dmaCount: 1, upToDateDmaCount: 0, waitingDayCount: days - 1 };
    expect((await progressOf(id)).get(champion)).toEqual(waiting);
    while ((await originsOf(id)).length === 0) await world.turn();
    expect(await originsOf(id)).toEqual([days - 1]);
    const seen = entityOf(
      await world.ask(
        `query ($id: ID!) { _entities(representations: [{ __typename: "Dma", id: $id }]) {
          ... on Dma { demandForecast { startAt } } } }`,
        { id },
      ),
    );
    const startAt = new Date(firstMs + (days - 1) * dayMs).toISOString();
    expect(seen).toEqual({ demandForecast: { startAt } });
    expect((await progressOf(id)).get(champion)).toEqual(waiting);

    await world.evaluate();
    const mondays = Array.from({ length: 55 }, (_, week) => 19 + 7 * week).filter(
      (day) => day < days,
    );
    expect(await originsOf(id)).toEqual([...mondays, days - 1]);
    const progress = await progressOf(id);
    const done = { dmaCount: 1, upToDateDmaCount: 1, waitingDayCount: 0 };
    for (const version of [champion, 'median-of-8-weeks-1', 'night-ewma-1']) {
      expect(progress.get(version)).toEqual(done);
    }
    expect(progress.get('poisson-prior-1')).toBeNull();
  }, 180_000);
});

describe('old forecasts', () => {
  it('go when a later one is shown, but those of Mondays stay as long as readings', async () => {
    const { id, inlet } = await newTown(40);
    await world.judge();
    for (const day of [40, 41, 42]) {
      await inlet.addDays(day, [townDay(day)]);
      await world.judge();
    }
    // Days 19, 26, 33 and 40 are Mondays.
    expect(await originsOf(id)).toEqual([19, 26, 33, 39, 40, 41, 42]);
    const at = (day: number) => new Date(firstMs + day * dayMs);
    await world.pruneForecasts(at(41 + 35));
    expect(await originsOf(id)).toEqual([19, 26, 33, 40, 41, 42]);
    // The latest one stays, however old it is.
    await world.pruneForecasts(at(300));
    expect(await originsOf(id)).toEqual([19, 26, 33, 40, 42]);
    expect(await world.pruneForecasts(at(300))).toBe(0);
    const inFiveYears = at(30);
    inFiveYears.setUTCFullYear(inFiveYears.getUTCFullYear() + 5);
    await world.pruneForecasts(inFiveYears);
    expect(await originsOf(id)).toEqual([33, 40, 42]);
  }, 120_000);
});

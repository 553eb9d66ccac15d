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

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const firstMs = Date.parse(firstDay);
const days = 60;
// The last day is known to be over only when the next one has begun.
const origin = firstMs + (days - 1) * dayMs;
// Day 0 is a Wednesday: the forecast begins on a Saturday, its Wednesday is day 63.
const sunday = (day: number) => day % 7 === 4;
const wednesday = 63;

const query = `query ($id: ID!) { _entities(representations: [{ __typename: "Dma", id: $id }]) {
  ... on Dma { demandForecast(horizonHours: 168) { startAt expectedM3PerHour inputs {
    historyHours knowsPublicHolidays publicHolidays weatherMeasuredUntilAt weatherForecastHours
    usesWeather } } } } }`;

type Forecast = {
  readonly startAt: string;
  readonly expectedM3PerHour: readonly number[];
  readonly inputs: Readonly<Record<string, unknown>>;
};

async function forecastOf(id: string) {
  const answer = await world.ask(query, { id });
  expect(answer.errors).toEqual([]);
  // Checked by the expectations themselves.
  return (entityOf(answer) as { demandForecast: Forecast | null }).demandForecast;
}

async function newTown(dayOf: (day: number) => readonly number[]) {
  const tenant = await world.tenant();
  const [dma] = tenant.dmas;
  if (dma === undefined) throw new Error('A tenant has a DMA.');
  const inlet = await addInlet(world, tenant, dma.id);
  await inlet.addDays(
    0,
    Array.from({ length: days }, (_, day) => dayOf(day)),
  );
  return { id: dma.id, regionId: tenant.regionId };
}

async function tell(mutation: string, input: object) {
  const answer = await world.ask(
    `mutation ($input: ${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!) {
      ${mutation}(input: $input) { userErrors { ... on UserError { message } } } }`,
    { input },
  );
  expect(answer).toMatchObject({ errors: [], data: { [mutation]: { userErrors: [] } } });
}

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const meanOn = (forecast: Forecast | null, day: number) => {
  const from = ((day - (days - 1)) * dayMs) / hourMs;
  return meanOf(forecast?.expectedM3PerHour.slice(from, from + 24) ?? []);
};

describe('a demand forecast', () => {
  it('takes a holiday of the DMA’s own region for a Sunday, and says which it knew', async () => {
    // On Sundays half of what is usual is used.
    const half = (day: number) => townDay(day).map((flow) => (sunday(day) ? flow / 2 : flow));
    const [told, other] = [await newTown(half), await newTown(half)];
    const date = new Date(firstMs + wednesday * dayMs + 7 * hourMs).toISOString().slice(0, 10);
    const holidays = [{ date, name: 'วันหยุด' }];
    await tell('setPublicHolidays', { regionId: told.regionId, year: 2025, holidays });
    await world.judge();
    const [withHoliday, without] = [await forecastOf(told.id), await forecastOf(other.id)];
    expect(withHoliday?.startAt).toBe(new Date(origin).toISOString());
    expect(withHoliday?.inputs).toMatchObject({
      knowsPublicHolidays: true,
      publicHolidays: [date],
    });
    expect(without?.inputs).toMatchObject({ knowsPublicHolidays: false, publicHolidays: [] });
    expect(meanOn(withHoliday, wednesday)).toBeLessThan(0.65 * meanOn(without, wednesday));
    expect(meanOn(withHoliday, wednesday + 1)).toBeCloseTo(meanOn(without, wednesday + 1), 0);
  }, 120_000);

  it('uses weather that was forecast before its start, and nothing that was told of later', async () => {
    // Demand follows a temperature that swings over nine days.
    const temperature = (day: number) => 28 + 6 * Math.sin((2 * Math.PI * day) / 9);
    const warm = (day: number) =>
      townDay(day).map((flow) => flow * (1 + 0.05 * (temperature(day) - 28)));
    const [told, late] = [await newTown(warm), await newTown(warm)];
    const hoursFrom = (day: number, count: number) =>
      Array.from({ length: count * 24 }, (_, hour) => temperature(day + Math.floor(hour / 24)));
    for (const [{ regionId }, issuedMs] of [
      [told, origin],
      [late, origin + hourMs],
    ] as const) {
      await tell('recordWeather', {
        regionId,
        startAt: new Date(firstMs).toISOString(),
        temperatureCelsius: hoursFrom(0, days - 1),
      });
      await tell('recordWeather', {
        regionId,
        startAt: new Date(origin + hourMs).toISOString(),
        issuedAt: new Date(issuedMs).toISOString(),
        temperatureCelsius: hoursFrom(days - 1, 7).slice(1),
      });
    }
    await world.judge();
    const [used, unused] = [await forecastOf(told.id), await forecastOf(late.id)];
    const weatherMeasuredUntilAt = new Date(origin).toISOString();
    expect(used?.inputs).toMatchObject({
      weatherMeasuredUntilAt,
      weatherForecastHours: 167,
      usesWeather: true,
    });
    expect(unused?.inputs).toMatchObject({
      weatherMeasuredUntilAt,
      weatherForecastHours: 0,
      usesWeather: false,
    });
    const errorOf = (forecast: Forecast | null) =>
      meanOf(
        Array.from({ length: 7 }, (_, day) =>
          Math.abs(meanOn(forecast, days - 1 + day) - meanOf(warm(days - 1 + day))),
        ),
      );
    expect(errorOf(used)).toBeLessThan(0.6 * errorOf(unused));
  }, 120_000);
});

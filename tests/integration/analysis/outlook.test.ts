import type { ViewerClaims } from '@waris/service-kit';
import type { TestTenant } from '@waris/testkit';
import { entityOf, entityQuery, openWorld, type World } from './world.ts';

let world: World;
let mine: TestTenant;
let theirs: TestTenant;
beforeAll(async () => {
  world = await openWorld();
  mine = await world.tenant();
  theirs = await world.tenant();
});
afterAll(() => world.close());

type Claims = Partial<ViewerClaims>;

const myRegion = (): Claims => ({
  scope: { regionIds: [mine.regionId], branchIds: [], dmaIds: [] },
});
const myBranch = (): Claims => ({
  scope: { regionIds: [], branchIds: [mine.branchId], dmaIds: [] },
});

const setHolidays = `mutation ($input: SetPublicHolidaysInput!) { setPublicHolidays(input: $input) {
  publicHolidays { year setAt holidays { date name } }
  userErrors { __typename ... on UserError { message path } } } }`;
const record = `mutation ($input: RecordWeatherInput!) { recordWeather(input: $input) {
  recordedHours userErrors { __typename ... on UserError { message path } } } }`;

async function mutate(query: string, input: object, claims: Claims = {}) {
  const answer = await world.ask(query, { input }, claims);
  expect(answer.errors).toEqual([]);
  return Object.values(answer.data ?? {})[0];
}

const regionOf = async (fields: string, id: string, claims: Claims = {}) => {
  const answer = await world.ask(entityQuery('Region', fields), { id }, claims);
  expect(answer.errors).toEqual([]);
  return entityOf(answer);
};

const newYear = { date: '2026-01-01', name: 'วันขึ้นปีใหม่' };
const songkran = { date: '2026-04-13', name: 'สงกรานต์' };

describe('public holidays', () => {
  const fields = 'publicHolidays(year: 2026) { holidays { date name } setBy { id } }';

  it('are those set last, by date, and of that year and region alone', async () => {
    const input = { regionId: mine.regionId, year: 2026, holidays: [songkran, newYear] };
    expect(await mutate(setHolidays, input)).toEqual({
      publicHolidays: {
        year: 2026,
        setAt: '2026-03-01T00:00:00.000Z',
        holidays: [newYear, songkran],
      },
      userErrors: [],
    });
    await mutate(setHolidays, { ...input, holidays: [songkran] });
    await mutate(setHolidays, { ...input, year: 2027, holidays: [] });
    const years = `${fields} next: publicHolidays(year: 2027) { holidays { date } }
      unknown: publicHolidays(year: 2028) { year }`;
    expect(await regionOf(years, mine.regionId)).toMatchObject({
      publicHolidays: { holidays: [songkran] },
      next: { holidays: [] },
      unknown: null,
    });
    expect(await regionOf(fields, theirs.regionId)).toEqual({ publicHolidays: null });
    const { rows } = await world.client.query(
      `select payload from public.outbox where payload::text like '%publicHolidays.set%'
         and payload::text like '%' || $1 || '%'`,
      [mine.regionId],
    );
    expect(rows).toHaveLength(3);
  });

  it('are neither seen nor set by those who do not see all of the region', async () => {
    const input = { regionId: theirs.regionId, year: 2026, holidays: [newYear] };
    await mutate(setHolidays, input);
    const refused = {
      publicHolidays: null,
      userErrors: [{ __typename: 'NotFoundError', path: ['regionId'] }],
    };
    for (const claims of [myRegion(), myBranch()]) {
      expect(await regionOf(fields, theirs.regionId, claims)).toEqual({ publicHolidays: null });
      expect(await mutate(setHolidays, input, claims)).toMatchObject(refused);
    }
    const own = { ...input, regionId: mine.regionId };
    expect(await mutate(setHolidays, own, myBranch())).toMatchObject(refused);
    expect(await regionOf(fields, mine.regionId, myBranch())).toEqual({ publicHolidays: null });
    expect(await mutate(setHolidays, { ...input, regionId: 'no-uuid' })).toMatchObject(refused);
  });

  it.each([
    [{ year: 2569 }, 'year', 'A year must be from 2000 to 2100. 2569 of the Buddhist era is 2026.'],
    [{ year: 1999 }, 'year', 'A year must be from 2000 to 2100.'],
    [
      { holidays: Array.from({ length: 61 }, () => newYear) },
      'holidays',
      'A year has at most 60 public holidays.',
    ],
    [
      { holidays: [newYear, newYear] },
      'holidays.1.date',
      '2026-01-01 is there already: give a day once.',
    ],
    [{ year: 2027, holidays: [newYear] }, 'holidays.0.date', '2026-01-01 is no day of 2027.'],
    [{ holidays: [{ ...newYear, name: ' ' }] }, 'holidays.0.name', 'A holiday has a name.'],
    [
      { holidays: [{ ...newYear, name: 'x'.repeat(201) }] },
      'holidays.0.name',
      'A name has at most 200 characters.',
    ],
  ])('are refused where they cannot be: %#', async (change, path, message) => {
    const input = { regionId: mine.regionId, year: 2026, holidays: [], ...change };
    expect(await mutate(setHolidays, input)).toEqual({
      publicHolidays: null,
      userErrors: [{ __typename: 'InvalidInputError', message, path: path.split('.') }],
    });
  });
});

describe('weather', () => {
  const period = 'period: { from: "2026-02-01T00:30:00Z", to: "2026-02-01T04:00:00Z" }';
  const columns = 'startAt intervalSeconds temperatureCelsius rainMm measuredUntilAt';
  const fields = `weather(${period}) { ${columns} }`;

  it('is what was measured, else what was forecast last by the time that is asked for', async () => {
    const forecast = {
      regionId: mine.regionId,
      startAt: '2026-02-01T00:00:00Z',
      issuedAt: '2026-01-31T12:00:00Z',
      temperatureCelsius: [20, 21, 22, 23],
    };
    expect(await mutate(record, forecast)).toEqual({ recordedHours: 4, userErrors: [] });
    const { issuedAt: _issued, ...rest } = forecast;
    const measured = { ...rest, temperatureCelsius: [30, 31, null], rainMm: [0, 2.5, null] };
    expect(await mutate(record, measured)).toEqual({ recordedHours: 2, userErrors: [] });
    // Told again: in place of what was told before.
    await mutate(record, { ...measured, temperatureCelsius: [30, 32, null] });
    const known = `then: weather(${period}, knownAt: "2026-02-01T01:00:00Z") { ${columns} }`;
    expect(await regionOf(`${fields} ${known}`, mine.regionId)).toEqual({
      weather: {
        startAt: '2026-02-01T01:00:00.000Z',
        intervalSeconds: 3600,
        temperatureCelsius: [32, 22, 23],
        rainMm: [2.5, null, null],
        measuredUntilAt: '2026-02-01T02:00:00.000Z',
      },
      then: {
        startAt: '2026-02-01T01:00:00.000Z',
        intervalSeconds: 3600,
        temperatureCelsius: [21, 22, 23],
        rainMm: [null, null, null],
        measuredUntilAt: null,
      },
    });
    expect(await regionOf(fields, theirs.regionId)).toMatchObject({
      weather: { temperatureCelsius: [null, null, null], measuredUntilAt: null },
    });
  });

  it('is neither seen nor recorded by those who do not see all of the region', async () => {
    const input = {
      regionId: theirs.regionId,
      startAt: '2026-01-01T00:00:00Z',
      temperatureCelsius: [20],
    };
    for (const claims of [myRegion(), myBranch()]) {
      expect(await regionOf(fields, theirs.regionId, claims)).toEqual({ weather: null });
      expect(await mutate(record, input, claims)).toMatchObject({
        recordedHours: null,
        userErrors: [{ __typename: 'NotFoundError', path: ['regionId'] }],
      });
    }
  });

  it('is refused where it cannot be, each time with the field at fault', async () => {
    const input = {
      regionId: mine.regionId,
      startAt: '2026-03-01T00:00:00Z',
      temperatureCelsius: [20, 95],
    };
    const answer = await mutate(record, input);
    expect(answer).toMatchObject({
      recordedHours: null,
      userErrors: [
        { __typename: 'InvalidInputError', path: ['startAt'] },
        { __typename: 'InvalidInputError', path: ['temperatureCelsius'] },
      ],
    });
  });

  it('is shown for at most a year at once', async () => {
    const long = 'weather(period: { from: "2025-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" })';
    const answer = await world.ask(entityQuery('Region', `${long} { startAt }`), {
      id: mine.regionId,
    });
    expect(answer.errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  });
});

describe('holidays and weather', () => {
  it('need analysis:read to be seen and analysis:write to be told', async () => {
    const query = entityQuery('Region', 'publicHolidays(year: 2026) { year }');
    const weather = entityQuery(
      'Region',
      'weather(period: { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" }) { startAt }',
    );
    const regionId = mine.regionId;
    const asked: readonly (readonly [
      string,
      object,
      readonly ['analysis:read' | 'analysis:write'],
    ])[] = [
      [query, { id: regionId }, ['analysis:write']],
      [weather, { id: regionId }, ['analysis:write']],
      [setHolidays, { input: { regionId, year: 2026, holidays: [] } }, ['analysis:read']],
      [
        record,
        { input: { regionId, startAt: '2026-01-01T00:00:00Z', temperatureCelsius: [1] } },
        ['analysis:read'],
      ],
    ];
    for (const [text, variables, permissions] of asked) {
      const refused = await world.ask(text, { ...variables }, { permissions });
      expect(refused.errors[0]?.code).toBe('FORBIDDEN');
      const anonymous = await world.ask(text, { ...variables }, { kind: 'anonymous' });
      expect(anonymous.errors[0]?.code).toBe('UNAUTHENTICATED');
    }
  });
});

import { testRequest } from '@waris/testkit';
import { dayMs, daysAgo, openTierWorld, type TierWorld } from './tiers-world.ts';
import { limitedTo, openWorld, pick } from './world.ts';

const record = `mutation ($input: RecordReadingsInput!) { recordReadings(input: $input) { acceptedCount } }`;
const judge = `mutation ($input: JudgeReadingsInput!) {
  judgeReadings(input: $input) { changedCount userErrors { __typename ... on UserError { message path } } } }`;
const read = `query ($id: ID!, $period: PeriodInput!, $quantity: ReadingQuantity) {
  _entities(representations: [{ __typename: "Meter", id: $id }]) { ... on Meter {
    readings(period: $period, quantity: $quantity) { values exceptions { index state } }
    hours: readings(period: $period, quantity: $quantity, resolution: HOUR) { values }
    readingRevisions(period: $period) { nodes { previousState reason previous { recordedAt } } } } } }`;

const start = daysAgo(3);
const at = (hour: number) => new Date(start + hour * 3_600_000).toISOString();
const period = { from: new Date(start).toISOString(), to: new Date(start + dayMs).toISOString() };

describe('judging readings', () => {
  let world: TierWorld;
  beforeAll(async () => {
    world = await openTierWorld();
  }, 60_000);
  afterAll(() => world.close());

  const meterWith = async (
    name: string,
    values: readonly number[],
    { quantity = 'FLOW', unit = 'M3_PER_HOUR', kind = 'zone', from = start } = {},
  ) => {
    const meter = await world.addMeter({ serialNumber: name, kind });
    const instants = values.map((_, hour) => new Date(from + hour * 3_600_000).toISOString());
    const readings = [{ serialNumber: meter.serialNumber, quantity, unit, at: instants, values }];
    await world.execute(record, { input: { readings } });
    return meter;
  };
  const say = async (
    serialNumber: string,
    verdict: string,
    more: object = {},
    request = testRequest(),
  ) => {
    const input = {
      serialNumber,
      quantity: 'FLOW',
      period,
      verdict,
      reason: 'seen on site',
      ...more,
    };
    const { data, errors } = await world.execute(judge, { input }, request);
    expect(errors).toBeUndefined();
    return pick(data, 'judgeReadings') as { changedCount: number; userErrors: unknown[] };
  };
  const ask = async (id: string, more: object = {}) => {
    const { data, errors } = await world.execute(read, { id, period, ...more });
    expect(errors).toBeUndefined();
    return pick(data, '_entities', 0) as {
      readings: { values: number[]; exceptions: { index: number; state: string }[] };
      hours: { values: (number | null)[] };
      readingRevisions: { nodes: object[] };
    };
  };

  it('takes a stretch out of every sum and keeps what it was, and puts it back', async () => {
    const { id, serialNumber } = await meterWith('stretch', [10, 500, 600, 20]);
    const stretch = { period: { from: at(1), to: at(3) } };
    expect(await say(serialNumber, 'BAD', stretch)).toEqual({ changedCount: 2, userErrors: [] });
    const bad = await ask(id);
    expect(bad.readings).toEqual({
      values: [10, 500, 600, 20],
      exceptions: [
        { index: 1, state: 'BAD' },
        { index: 2, state: 'BAD' },
      ],
    });
    expect(bad.hours.values.slice(0, 5)).toEqual([10, null, null, 20, null]);
    expect(bad.readingRevisions.nodes).toEqual([
      { previousState: 'RECEIVED', reason: 'seen on site', previous: { recordedAt: at(2) } },
      { previousState: 'RECEIVED', reason: 'seen on site', previous: { recordedAt: at(1) } },
    ]);
    await world.telemetry.rollUp();
    expect((await ask(id)).hours.values.slice(0, 5)).toEqual([10, null, null, 20, null]);
    // Said again it changes nothing.
    expect(await say(serialNumber, 'BAD', stretch)).toEqual({ changedCount: 0, userErrors: [] });

    expect((await say(serialNumber, 'SOUND')).changedCount).toBe(2);
    await world.telemetry.rollUp();
    const sound = await ask(id);
    expect(sound.hours.values.slice(0, 5)).toEqual([10, 500, 600, 20, null]);
    expect(sound.readings.exceptions.map(({ state }) => state)).toEqual(['REVISED', 'REVISED']);
  });

  it('lets what a rule suspects count for sound, and no rule suspects it again', async () => {
    const { id, serialNumber } = await meterWith('suspect', [10, 90_000, 20]);
    expect((await ask(id)).readings.exceptions).toEqual([{ index: 1, state: 'SUSPECT' }]);
    expect((await say(serialNumber, 'SOUND')).changedCount).toBe(1);
    await world.telemetry.rollUp();
    expect((await ask(id)).readings.exceptions).toEqual([{ index: 1, state: 'REVISED' }]);
  });

  it('counts past a bad register', async () => {
    const { id, serialNumber } = await meterWith('register', [100, 50_000, 140], {
      quantity: 'REGISTER',
      unit: 'M3',
      kind: 'customer',
    });
    const stretch = { quantity: 'REGISTER', period: { from: at(1), to: at(2) } };
    expect((await say(serialNumber, 'BAD', stretch)).changedCount).toBe(1);
    await world.telemetry.rollUp();
    const { hours } = await ask(id, { quantity: 'REGISTER' });
    expect(hours.values.slice(0, 4)).toEqual([null, null, 40, null]);
    await say(serialNumber, 'SOUND', stretch);
    await world.telemetry.rollUp();
    const again = await ask(id, { quantity: 'REGISTER' });
    expect(again.hours.values.slice(0, 4)).toEqual([null, 49_900, null, null]);
  });

  it('reaches what lies packed or in the archive', async () => {
    for (const [name, age] of [
      ['packed', 12],
      ['archived', 60],
    ] as const) {
      const from = daysAgo(age);
      const old = {
        period: { from: new Date(from).toISOString(), to: new Date(from + dayMs).toISOString() },
      };
      const { id, serialNumber } = await meterWith(name, [10, 500, 20], { from });
      await world.telemetry.rollUp();
      await world.run();
      expect((await say(serialNumber, 'BAD', old)).changedCount).toBe(3);
      await world.telemetry.rollUp();
      await world.run();
      const { readings } = await ask(id, old);
      expect(readings.values).toEqual([10, 500, 20]);
      expect(readings.exceptions.map(({ state }) => state)).toEqual(['BAD', 'BAD', 'BAD']);
    }
  });

  it('tells the audit log once, with how many', async () => {
    const { id, serialNumber } = await meterWith('audited', [1, 2, 3]);
    await say(serialNumber, 'BAD');
    const rows = await world.sql(
      `select payload->'details'->>'verdict' as verdict, payload->'details'->>'changedCount' as count
       from public.outbox where payload->>'action' = 'telemetry.readings.judged'
         and payload->'subject'->>'id' = $1`,
      [id],
    );
    expect(rows).toEqual([{ verdict: 'BAD', count: '3' }]);
  });

  it.each([
    [
      'a period that ends before it starts',
      { period: { from: period.to, to: period.from } },
      'period',
      /before/u,
    ],
    ['more than a month', { period: { from: at(-24 * 40), to: at(0) } }, 'period', /31 days/u],
    ['no reason', { reason: ' ' }, 'reason', /1 to 500/u],
  ])('refuses %s', async (name, more, path, message) => {
    const { serialNumber } = await meterWith(`no ${name}`, [1]);
    expect(await say(serialNumber, 'BAD', more)).toEqual({
      changedCount: 0,
      userErrors: [
        { __typename: 'InvalidInputError', path: [path], message: expect.stringMatching(message) },
      ],
    });
  });

  it('knows no meter of another area, and needs the permission', async () => {
    const { id, serialNumber } = await meterWith('theirs', [1]);
    const other = await openWorld({ postgresUrl: world.postgresUrl });
    const hidden = await say(serialNumber, 'BAD', {}, limitedTo(other, ['telemetry:write']));
    const unknown = await say('nobody', 'BAD', {}, limitedTo(other, ['telemetry:write']));
    await other.close();
    const notFound = (name: string) => ({
      changedCount: 0,
      userErrors: [
        {
          __typename: 'NotFoundError',
          path: ['serialNumber'],
          message: `There is no meter "${name}".`,
        },
      ],
    });
    expect([hidden, unknown]).toEqual([notFound(serialNumber), notFound('nobody')]);
    expect((await ask(id)).readings.exceptions).toEqual([]);
    const input = { serialNumber, quantity: 'FLOW', period, verdict: 'BAD', reason: 'x' };
    const { errors } = await world.execute(
      judge,
      { input },
      testRequest({ permissions: ['telemetry:read'] }),
    );
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});

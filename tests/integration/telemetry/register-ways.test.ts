import fc from 'fast-check';
import { openWorld, pick, type World } from './world.ts';
import { testRequest } from '@waris/testkit';

const record = `mutation ($input: RecordReadingsInput!) {
  recordReadings(input: $input) { acceptedCount duplicateCount rejectedCount }
}`;
const exchange = `mutation ($input: RecordMeterExchangeInput!) {
  recordMeterExchange(input: $input) {
    exchange { exchangedAt lastRegisterM3 firstRegisterM3 }
    userErrors { __typename ... on UserError { path message } }
  }
}`;
const digits = `mutation ($input: SetRegisterDigitsInput!) {
  setRegisterDigits(input: $input) {
    capacityM3 userErrors { __typename ... on UserError { path } }
  }
}`;

const startMs = Date.UTC(2026, 0, 1);
const hour = (n: number) => new Date(startMs + n * 3_600_000).toISOString();

type Point = { readonly hour: number; readonly value: number };
type Exchange = { readonly hour: number; readonly last: number | null; readonly first: number };
type Expected = { hour: number; m3: number | null; code: number };

/** The way of a register between two of its values; null when nobody can know it. */
function wayOf(from: number | null, to: number | null, capacity: number): number | null {
  if (from === null || to === null) return null;
  if (to >= from) return to - from;
  return from <= capacity && to - from + capacity <= capacity / 2 ? to - from + capacity : null;
}

/** What each of these readings in the order of time must say, computed the long way round. */
function expectedOf(
  points: readonly Point[],
  exchanges: readonly Exchange[],
  capacity: number,
): readonly Expected[] {
  const inOrder = points.toSorted((a, b) => a.hour - b.hour);
  return inOrder.map((point, index) => {
    const before = inOrder[index - 1];
    if (before === undefined) return { hour: point.hour, m3: null, code: 0 };
    const between = exchanges
      .filter((one) => one.hour > before.hour && one.hour <= point.hour)
      .toSorted((a, b) => a.hour - b.hour);
    let from: number | null = before.value;
    let sum: number | null = 0;
    let fell = false;
    for (const leg of [...between, { last: point.value, first: 0 }]) {
      const way = wayOf(from, leg.last, capacity);
      fell ||= way === null && from !== null && leg.last !== null && leg.last < from;
      sum = sum === null || way === null ? null : sum + way;
      from = leg.first;
    }
    return { hour: point.hour, m3: sum, code: fell ? 14 : 0 };
  });
}

describe('the way of a register', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ ownDatabase: true });
  });
  afterAll(() => world.close());

  const send = async (serialNumber: string, points: readonly Point[], quantity = 'REGISTER') => {
    const one = {
      serialNumber,
      quantity,
      unit: quantity === 'REGISTER' ? 'M3' : 'M3_PER_HOUR',
      at: points.map((point) => hour(point.hour)),
      values: points.map(({ value }) => value),
    };
    const answer = await world.execute(record, { input: { readings: [one] } });
    expect(answer).toMatchObject({ data: { recordReadings: { rejectedCount: 0 } } });
  };
  const sendExchange = (serialNumber: string, { hour: at, last, first }: Exchange) =>
    world.execute(exchange, {
      input: {
        serialNumber,
        exchangedAt: hour(at),
        lastRegister: last,
        firstRegister: first,
        unit: 'M3',
      },
    });
  const setDigits = (serialNumber: string, count: number) =>
    world.execute(digits, { input: { serialNumber, digits: count, unit: 'M3' } });
  const stored = async (meterId: string): Promise<readonly Expected[]> =>
    world.sql(
      `select ((extract(epoch from recorded_at) - $2) / 3600)::integer as hour,
         round(consumption_m3::numeric, 6)::float8 as m3, quality_code::integer as code
       from readings.meter_readings where meter_id = $1 order by recorded_at`,
      [meterId, startMs / 1000],
    );

  it('goes on at zero when it rolls over, once its digits are known', async () => {
    const { id, serialNumber } = await world.addMeter({ serialNumber: 'roll', kind: 'customer' });
    await send(serialNumber, [
      { hour: 0, value: 99_900 },
      { hour: 1, value: 99_990 },
      { hour: 2, value: 15 },
      { hour: 3, value: 40 },
    ]);
    expect((await stored(id)).map(({ m3, code }) => [m3, code])).toEqual([
      [null, 0],
      [90, 0],
      [null, 14],
      [25, 0],
    ]);
    const answer = await setDigits(serialNumber, 5);
    expect(pick(answer.data, 'setRegisterDigits')).toEqual({ capacityM3: 100_000, userErrors: [] });
    expect((await stored(id)).map(({ m3, code }) => [m3, code])).toEqual([
      [null, 0],
      [90, 0],
      [25, 0],
      [25, 0],
    ]);
    // Half of a round in one step is no roll-over but a wrong reading.
    await send(serialNumber, [{ hour: 4, value: 39 }]);
    expect((await stored(id)).at(-1)).toMatchObject({ m3: null, code: 14 });
  });

  it('adds what the old and the new register counted when a meter was exchanged', async () => {
    const { id, serialNumber } = await world.addMeter({ serialNumber: 'swap', kind: 'customer' });
    await send(serialNumber, [
      { hour: 0, value: 500 },
      { hour: 10, value: 12 },
      { hour: 20, value: 20 },
    ]);
    const answer = await sendExchange(serialNumber, { hour: 4, last: 507.5, first: 2 });
    expect(pick(answer.data, 'recordMeterExchange')).toEqual({
      exchange: { exchangedAt: hour(4), lastRegisterM3: 507.5, firstRegisterM3: 2 },
      userErrors: [],
    });
    expect((await stored(id)).map(({ m3, code }) => [m3, code])).toEqual([
      [null, 0],
      [17.5, 0],
      [8, 0],
    ]);
    // Nobody read the old one: then it is not known, though nothing is suspect.
    await sendExchange(serialNumber, { hour: 4, last: null, first: 2 });
    expect((await stored(id))[1]).toMatchObject({ m3: null, code: 0 });
    const audits = await world.sql(
      `select payload->>'action' as action from public.outbox
       where topic = 'audit' and payload->'subject'->>'id' = $1`,
      [id],
    );
    expect(audits).toEqual([
      { action: 'telemetry.register.exchanged' },
      { action: 'telemetry.register.exchanged' },
    ]);
  });

  it('is refused with its reason, and for meters out of sight as for none', async () => {
    const { serialNumber } = await world.addMeter({ serialNumber: 'no', kind: 'pressure' });
    const customer = await world.addMeter({ serialNumber: 'yes', kind: 'customer' });
    const right = { hour: 1, last: 1, first: 0 };
    const refusals = await Promise.all([
      sendExchange('nobody', right),
      sendExchange(serialNumber, right),
      sendExchange(customer.serialNumber, { ...right, last: -1 }),
      sendExchange(customer.serialNumber, { ...right, hour: 1e6 }),
    ]);
    expect(
      refusals.map(({ data }) => pick(data, 'recordMeterExchange', 'userErrors', 0, 'path')),
    ).toEqual([['serialNumber'], ['serialNumber'], ['lastRegister'], ['exchangedAt']]);
    const input = { serialNumber: customer.serialNumber, digits: 2, unit: 'M3' };
    const [few, barred, unit] = await Promise.all([
      world.execute(digits, { input }),
      world.execute(digits, { input }, testRequest({ permissions: ['telemetry:read'] })),
      world.execute(digits, { input: { ...input, digits: 5, unit: 'BAR' } }),
    ]);
    expect(pick(few?.data, 'setRegisterDigits', 'userErrors', 0, 'path')).toEqual(['digits']);
    expect(barred?.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    expect(pick(unit?.data, 'setRegisterDigits', 'userErrors', 0, 'path')).toEqual(['unit']);
    const nowhere = testRequest({ scope: { regionIds: [], branchIds: [], dmaIds: [] } });
    const hidden = await world.execute(digits, { input: { ...input, digits: 5 } }, nowhere);
    expect(pick(hidden.data, 'setRegisterDigits', 'userErrors', 0)).toMatchObject({
      __typename: 'NotFoundError',
    });
  });

  it('is the same in whatever order, and however often, readings and exchanges come', async () => {
    const point = fc.record({
      hour: fc.integer({ min: 0, max: 40 }),
      value: fc.integer({ min: 0, max: 999 }),
    });
    const change = fc.record({
      hour: fc.integer({ min: 1, max: 39 }),
      last: fc.option(fc.integer({ min: 0, max: 999 })),
      first: fc.integer({ min: 0, max: 999 }),
    });
    const byHour = { selector: ({ hour: at }: { hour: number }) => at };
    const history = fc.record({
      points: fc.uniqueArray(point, { ...byHour, minLength: 1, maxLength: 14 }),
      exchanges: fc.uniqueArray(change, { ...byHour, maxLength: 3 }),
      knowsDigits: fc.constantFrom('first', 'last'),
      order: fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), {
        minLength: 1,
        maxLength: 4,
      }),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(history, async ({ points, exchanges, knowsDigits, order }) => {
        run += 1;
        const { id, serialNumber } = await world.addMeter({
          serialNumber: `any-${run}`,
          kind: 'customer',
        });
        if (knowsDigits === 'first') await setDigits(serialNumber, 3);
        // Some of them in any order and repetition, with exchanges between, and then all.
        for (const [turn, picks] of order.entries()) {
          const some = picks.flatMap((nth) => points[nth % points.length] ?? []);
          await send(serialNumber, some);
          const one = exchanges[turn];
          if (one !== undefined) await sendExchange(serialNumber, one);
        }
        await send(serialNumber, points.toReversed());
        for (const one of exchanges) await sendExchange(serialNumber, one);
        if (knowsDigits === 'last') await setDigits(serialNumber, 3);
        expect(await stored(id)).toEqual(expectedOf(points, exchanges, 1_000));
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

describe('the flow of a bulk meter that sends its register alone', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ ownDatabase: true });
  });
  afterAll(() => world.close());

  const send = (
    serialNumber: string,
    quantity: string,
    hours: readonly number[],
    values: number[],
  ) =>
    world.execute(record, {
      input: {
        readings: [
          {
            serialNumber,
            quantity,
            unit: quantity === 'FLOW' ? 'M3_PER_HOUR' : 'M3',
            at: hours.map(hour),
            values,
          },
        ],
      },
    });
  const dmaId = () => world.tenant.dmas[0]?.id ?? '';
  const inflow = async (hours: number) => {
    const rows: { hour: number; flow: number | null }[] = await world.sql(
      `select ((extract(epoch from bucket_at) - $4) / 3600)::integer as hour,
         net_inflow_m3_per_hour as flow
       from readings.fresh_dma_net_inflow(array[$1::uuid], array[$2::timestamptz, $3::timestamptz], '1 hour', true)
       order by 1`,
      [dmaId(), hour(0), hour(hours), startMs / 1000],
    );
    return rows.map(({ hour: at, flow }) => [at, flow]);
  };

  it('is what its register counted in the time between, estimated, where no flow was sent', async () => {
    const { id, serialNumber } = await world.addMeter({ serialNumber: 'bulk', kind: 'bulk' });
    await send(serialNumber, 'REGISTER', [0, 1, 4], [100, 130, 190]);
    expect(await inflow(6)).toEqual([
      [0, 30],
      [1, 20],
    ]);
    // A late reading divides its interval.
    await send(serialNumber, 'REGISTER', [2], [140]);
    expect(await inflow(6)).toEqual([
      [0, 30],
      [1, 10],
      [2, 25],
    ]);
    const answer = await world.execute(
      `query ($id: ID!) { _entities(representations: [{ __typename: "Dma", id: $id }]) {
        ... on Dma { latestFlow { flowM3PerHour recordedAt } } } }`,
      { id: dmaId() },
    );
    expect(pick(answer.data, '_entities', 0, 'latestFlow')).toEqual({
      flowM3PerHour: 25,
      recordedAt: hour(2),
    });
    const codes = await world.sql(
      'select distinct quality_code::integer as code from readings.flow_values($1, $2, $3)',
      [id, hour(0), hour(6)],
    );
    expect(codes).toEqual([{ code: 1 }]);
    const marks = await world.sql(
      `select distinct quantity from readings.touched_days where meter_id = $1 order by 1`,
      [id],
    );
    expect(marks).toEqual([{ quantity: 'FLOW' }, { quantity: 'REGISTER' }]);

    await send(serialNumber, 'FLOW', [1], [11]);
    expect(await inflow(6)).toEqual([
      [0, 30],
      [1, 11],
      [2, 25],
    ]);
    // A day and more says nothing of any hour in it.
    await send(serialNumber, 'REGISTER', [40], [1_000]);
    expect(await inflow(48)).toHaveLength(3);
    await world.telemetry.rollUp();
    const [day] = await world.sql(
      `select hour_values from readings.dma_rollups where dma_id = $1 and quantity = 'FLOW' and day = '2026-01-01'`,
      [dmaId()],
    );
    expect((day as { hour_values: (number | null)[] }).hour_values.slice(0, 4)).toEqual([
      30,
      11,
      25,
      null,
    ]);
  });
});

import { openWorld, pick, type World } from './world.ts';

const record = `mutation ($input: RecordReadingsInput!) {
  recordReadings(input: $input) { acceptedCount }
}`;
const revise = `mutation ($input: ReviseReadingInput!) {
  reviseReading(input: $input) {
    reading { registerM3 flowM3PerHour consumptionM3 qualityScore recordedAt }
    userErrors { __typename ... on UserError { path } }
  }
}`;

describe('register readings and revisions', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const day = (n: number) => `2026-01-${String(n).padStart(2, '0')}T00:00:00.000Z`;
  const send = (serialNumber: string, days: readonly number[], values: readonly number[]) => {
    const one = { serialNumber, quantity: 'REGISTER', unit: 'M3', at: days.map(day), values };
    return world.execute(record, { input: { readings: [one] } });
  };
  const stored = (meterId: string) =>
    world.sql(
      `select extract(day from recorded_at at time zone 'UTC')::integer as day, consumption_m3 as m3, quality_code as code
       from readings.meter_readings where meter_id = $1 order by recorded_at`,
      [meterId],
    );

  it('gives each the consumption since the one before, also when one comes late', async () => {
    const { id, serialNumber } = await world.addMeter({ serialNumber: 'c', kind: 'customer' });
    await send(serialNumber, [1, 10, 20], [100, 130, 170]);
    expect(await stored(id)).toEqual([
      { day: 1, m3: null, code: 0 },
      { day: 10, m3: 30, code: 0 },
      { day: 20, m3: 40, code: 0 },
    ]);
    await send(serialNumber, [15, 25], [150, 5]);
    expect(await stored(id)).toEqual([
      { day: 1, m3: null, code: 0 },
      { day: 10, m3: 30, code: 0 },
      { day: 15, m3: 20, code: 0 },
      { day: 20, m3: 20, code: 0 },
      // A register that fell was exchanged, or set anew: what flowed is not known.
      { day: 25, m3: null, code: 14 },
    ]);
  });

  it('tells again what was told of it', async () => {
    const { id, serialNumber } = await world.addMeter({ serialNumber: 't', kind: 'customer' });
    const pressure = await world.addMeter({ serialNumber: 'tp', kind: 'pressure' });
    const told = async (meterId: string) => {
      const { data } = await world.execute(
        `query ($id: ID!) { _entities(representations: [{ __typename: "Meter", id: $id }]) { ... on Meter {
          register { capacityM3 capacitySetAt exchanges { exchangedAt lastRegisterM3 firstRegisterM3 } } } } }`,
        { id: meterId },
      );
      return pick(data, '_entities', 0, 'register');
    };
    expect(await told(id)).toEqual({ capacityM3: null, capacitySetAt: null, exchanges: [] });
    expect(await told(pressure.id)).toBeNull();
    await world.execute(
      `mutation ($input: SetRegisterDigitsInput!) { setRegisterDigits(input: $input) { capacityM3 } }`,
      { input: { serialNumber, digits: 6, unit: 'L' } },
    );
    for (const [number, lastRegister] of [
      [3, 812],
      [9, null],
    ] as const) {
      await world.execute(
        `mutation ($input: RecordMeterExchangeInput!) {
          recordMeterExchange(input: $input) { exchange { exchangedAt } } }`,
        {
          input: {
            serialNumber,
            unit: 'M3',
            exchangedAt: day(number),
            lastRegister,
            firstRegister: 1,
          },
        },
      );
    }
    expect(await told(id)).toEqual({
      capacityM3: 1_000,
      capacitySetAt: expect.stringMatching(/^20\d\d-.*Z$/),
      exchanges: [
        { exchangedAt: day(9), lastRegisterM3: null, firstRegisterM3: 1 },
        { exchangedAt: day(3), lastRegisterM3: 812, firstRegisterM3: 1 },
      ],
    });
  });

  it('revises a reading, keeps the old one and tells the audit log', async () => {
    const { id, serialNumber } = await world.addMeter({ serialNumber: 'r', kind: 'customer' });
    await send(serialNumber, [1, 10, 20], [100, 13, 170]);
    const input = {
      serialNumber,
      quantity: 'REGISTER',
      recordedAt: day(10),
      value: 130_000,
      unit: 'L',
      reason: ' A digit was lost. ',
    };
    const { data } = await world.execute(revise, { input });
    expect(pick(data, 'reviseReading')).toEqual({
      reading: {
        registerM3: 130,
        flowM3PerHour: null,
        consumptionM3: 30,
        qualityScore: 100,
        recordedAt: day(10),
      },
      userErrors: [],
    });
    expect((await stored(id)).map(({ m3 }) => m3)).toEqual([null, 30, 40]);
    const revisions = await world.sql(
      `select previous->>'register_m3' as value, previous->>'quantity' as quantity, reason
       from readings.revisions where meter_id = $1`,
      [id],
    );
    expect(revisions).toEqual([{ value: '13', quantity: 'REGISTER', reason: 'A digit was lost.' }]);
    const audits = await world.sql(
      `select payload->>'action' as action, payload->'details'->>'previousValue' as previous
       from public.outbox where topic = 'audit' and payload->'subject'->>'id' = $1`,
      [id],
    );
    expect(audits).toEqual([{ action: 'telemetry.reading.revised', previous: '13' }]);
  });

  it('says what is wrong with a revision and changes nothing', async () => {
    const { id, serialNumber } = await world.addMeter({ serialNumber: 'w', kind: 'customer' });
    await send(serialNumber, [1], [100]);
    const right = {
      serialNumber,
      quantity: 'REGISTER',
      recordedAt: day(1),
      value: 1,
      unit: 'M3',
      reason: 'x',
    };
    const wrong = [
      { ...right, recordedAt: day(2) },
      { ...right, unit: 'BAR' },
      { ...right, quantity: 'PRESSURE' },
      { ...right, value: -1 },
      { ...right, reason: ' ' },
      { ...right, serialNumber: 'nobody\0' },
    ];
    const answers = await Promise.all(
      wrong.map(async (input) =>
        pick((await world.execute(revise, { input })).data, 'reviseReading'),
      ),
    );
    const refused = (typeName: string, field: string) => ({
      reading: null,
      userErrors: [{ __typename: typeName, path: [field] }],
    });
    expect(answers).toEqual([
      refused('NotFoundError', 'recordedAt'),
      refused('InvalidInputError', 'unit'),
      refused('InvalidInputError', 'quantity'),
      refused('InvalidInputError', 'value'),
      refused('InvalidInputError', 'reason'),
      refused('NotFoundError', 'serialNumber'),
    ]);
    const left = await world.sql('select 1 from readings.revisions where meter_id = $1', [id]);
    expect(left).toEqual([]);
  });
});

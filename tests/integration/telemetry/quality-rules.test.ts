import { testRequest } from '@waris/testkit';
import { limitedTo, openWorld, pick, type World } from './world.ts';

const set = `mutation ($input: SetQualityRulesInput!) {
  setQualityRules(input: $input) {
    qualityRules { meterKind quantity unit leastValue greatestValue stuckHours setAt }
    userErrors { ... on InvalidInputError { message path } }
  }
}`;
const list = `{ qualityRules { meterKind quantity greatestValue setAt } }`;
const record = `mutation ($input: RecordReadingsInput!) { recordReadings(input: $input) { acceptedCount } }`;
const start = Date.parse('2026-03-03T00:00:00Z');

describe('quality rules', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ ownDatabase: true });
  });
  afterAll(async () => {
    await world.sql('delete from readings.quality_rules');
    await world.close();
  });

  const change = (thresholds: object | null, more: object = {}) =>
    world.execute(set, {
      input: { meterKind: 'CHECK', quantity: 'FLOW', thresholds, ...more },
    });
  const codes = async (meterId: string) =>
    (
      await world.sql(
        'select quality_code as code from readings.flow_readings where meter_id = $1 order by recorded_at',
        [meterId],
      )
    ).map(({ code }) => code);
  const send = (serialNumber: string, values: readonly number[], more: object = {}) =>
    world.execute(record, {
      input: {
        readings: [
          {
            serialNumber,
            quantity: 'FLOW',
            unit: 'M3_PER_HOUR',
            startAt: new Date(start).toISOString(),
            intervalSeconds: 900,
            values,
            ...more,
          },
        ],
      },
    });

  it('tells the usual thresholds of every kind, and what was set instead', async () => {
    const before = pick((await world.execute(list)).data, 'qualityRules');
    expect(before).toHaveLength(13);
    expect(before).toContainEqual({
      meterKind: 'CHECK',
      quantity: 'FLOW',
      greatestValue: 20_000,
      setAt: null,
    });
    const answer = await change({ unit: 'L_PER_SECOND', greatestValue: 10, stuckHours: 1 });
    expect(pick(answer.data, 'setQualityRules')).toEqual({
      qualityRules: {
        meterKind: 'CHECK',
        quantity: 'FLOW',
        unit: 'M3_PER_HOUR',
        leastValue: null,
        greatestValue: 36,
        stuckHours: 1,
        setAt: expect.any(String),
      },
      userErrors: [],
    });
    const { id, serialNumber } = await world.addMeter({ serialNumber: 'set', kind: 'check' });
    await send(serialNumber, [5, 7, 7, 7, 7, 7, 40]);
    await world.telemetry.rollUp();
    expect(await codes(id)).toEqual([0, 15, 15, 15, 15, 15, 11]);

    await change(null);
    expect(pick((await world.execute(list)).data, 'qualityRules')).toEqual(before);
    // What is written to again is judged by the rules of now.
    await send(serialNumber, [5], { startAt: new Date(start + 7 * 900_000).toISOString() });
    await world.telemetry.rollUp();
    expect(await codes(id)).toEqual([0, 0, 0, 0, 0, 0, 11, 0]);
  });

  it('marks readings as they come: out of range, negative, bad, estimated', async () => {
    const { id, serialNumber } = await world.addMeter({ serialNumber: 'marks', kind: 'customer' });
    await send(serialNumber, [1, 500, -2, 3], { quality: [100, 100, 100, 0] });
    await send(serialNumber, [4], {
      startAt: new Date(start + 4 * 900_000).toISOString(),
      estimated: true,
    });
    expect(await codes(id)).toEqual([0, 11, 12, 3, 1]);
  });

  it('keeps who changed them', async () => {
    await change({ unit: 'M3_PER_HOUR', greatestValue: 77 });
    const [row] = await world.sql(
      `select payload->'subject' as subject, payload->'details'->'thresholds'->>'greatest' as greatest
       from public.outbox where payload->>'action' = 'telemetry.quality-rules.set'
       order by id desc limit 1`,
    );
    expect(row).toEqual({ subject: { type: 'QualityRules', id: 'check/FLOW' }, greatest: '77' });
  });

  it.each([
    ['a unit of another quantity', { unit: 'BAR' }, 'unit', /no unit of FLOW/],
    [
      'limits that cross',
      { unit: 'M3_PER_HOUR', leastValue: 5, greatestValue: 5 },
      'leastValue',
      /below/,
    ],
    ['a run of more than a day', { unit: 'M3_PER_HOUR', stuckHours: 25 }, 'stuckHours', /24/],
    ['a step of nothing', { unit: 'M3_PER_HOUR', spikeStepValue: 0 }, 'spikeStepValue', /zero/],
    ['a ratio alone', { unit: 'M3_PER_HOUR', spikeRatio: 2 }, 'spikeRatio', /spikeStepValue/],
    [
      'no change at all',
      { unit: 'M3_PER_HOUR', changePerHourValue: -1 },
      'changePerHourValue',
      /zero/,
    ],
  ])('refuses %s', async (_, thresholds, field, message) => {
    const { data } = await change(thresholds);
    const errors = pick(data, 'setQualityRules', 'userErrors');
    expect(errors).toEqual([
      { message: expect.stringMatching(message), path: expect.arrayContaining([field]) },
    ]);
    expect(pick(data, 'setQualityRules', 'qualityRules')).toBeNull();
  });

  it('refuses what the kind does not measure', async () => {
    const { data } = await change(null, { meterKind: 'LEVEL' });
    expect(pick(data, 'setQualityRules', 'userErrors', 0, 'message')).toMatch(/does not measure/);
  });

  it('is changed only by those who may write everywhere', async () => {
    const input = { meterKind: 'CHECK', quantity: 'FLOW', thresholds: null };
    for (const request of [limitedTo(world), testRequest({ permissions: ['telemetry:read'] })]) {
      const { errors } = await world.execute(set, { input }, request);
      expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    }
  });
});

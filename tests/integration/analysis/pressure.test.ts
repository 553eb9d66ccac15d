import { addMeters, addSeries, entityOf, entityQuery, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const stepTest = `query ($input: PressureStepTestInput!) { pressureStepTest(input: $input) {
  leakageExponentIndex leakageExponentMargin95Index fixedLeakageRatio warnings { code message } } }`;
const reduction = `query ($input: PressureReductionInput!) { pressureReduction(input: $input) {
  averagePressureM newAveragePressureM savedM3PerDay savedMargin95M3PerDay savedRatio savedAmount
  currency warnings { code message } } }`;

type Warned = { readonly warnings: readonly { readonly code: string; readonly message: string }[] };

async function answerOf(query: string, field: string, input: object) {
  const answer = await world.ask(query, { input });
  expect(answer.errors).toEqual([]);
  return answer.data?.[field] as Warned & Readonly<Record<string, unknown>>;
}

const stages = (...pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([flowM3PerHour, pressure]) => ({ flowM3PerHour, pressure }));

describe('pressureStepTest', () => {
  it('tells N1 with its margin, legitimate use taken off', async () => {
    const input = { stages: stages([12, 40], [7, 20]), legitimateUseM3PerHour: 2 };
    expect(await answerOf(stepTest, 'pressureStepTest', input)).toEqual({
      // ln(10/5) / ln(40/20)
      leakageExponentIndex: expect.closeTo(1, 12),
      leakageExponentMargin95Index: expect.closeTo(
        (Math.SQRT2 * Math.hypot(0.02, 0.01)) / Math.log(2),
        9,
      ),
      fixedLeakageRatio: expect.closeTo(0.5, 12),
      warnings: [],
    });
  });

  it('takes pressures in bar, and asks when bar were said to be metres', async () => {
    const bar = await answerOf(stepTest, 'pressureStepTest', {
      stages: stages([10, 4], [5, 2]),
      pressureUnit: 'BAR',
    });
    expect(bar.warnings).toEqual([]);
    const metres = await answerOf(stepTest, 'pressureStepTest', {
      stages: stages([10, 4], [5, 2]),
    });
    expect(metres.warnings).toEqual([
      {
        code: 'PRESSURE_UNIT_DOUBTFUL',
        message: 'A pressure of 4.0 m is unusual: is it in bar? It would be 40.8 m.',
      },
    ]);
  });

  it('says why there is no N1', async () => {
    const test = await answerOf(stepTest, 'pressureStepTest', {
      stages: stages([10, 40], [5, 40]),
    });
    expect(test['leakageExponentIndex']).toBeNull();
    expect(test.warnings[0]?.code).toBe('NO_EXPONENT');
  });

  it.each([
    [{ stages: stages([10, 40]) }, 'stages'],
    [{ stages: stages([-1, 40], [2, 20]) }, 'negative'],
    [{ stages: stages([1, 40], [2, 20]), flowMargin95Ratio: 2 }, 'ratios'],
  ])('refuses %j', async (input, words) => {
    const answer = await world.ask(stepTest, { input });
    expect(answer.errors).toEqual([
      { code: 'BAD_USER_INPUT', message: expect.stringContaining(words) },
    ]);
  });
});

describe('pressureReduction', () => {
  const plan = { leakageM3PerDay: 1000, averagePressure: 50, newAveragePressure: 40 };

  it('tells water, money and margin', async () => {
    const input = { ...plan, productionCostPerM3: 8 };
    expect(await answerOf(reduction, 'pressureReduction', input)).toEqual({
      averagePressureM: 50,
      newAveragePressureM: 40,
      savedM3PerDay: expect.closeTo(200, 9),
      savedMargin95M3PerDay: expect.closeTo(Math.hypot(40, 800 * Math.log(1.25) * 0.5), 9),
      savedRatio: expect.closeTo(0.2, 12),
      savedAmount: expect.closeTo(200 * 365 * 8, 3),
      currency: 'THB',
      warnings: [],
    });
  });

  it('warns of a pressure that is raised, too low, or looks like bar', async () => {
    const codes = async (input: object) =>
      (await answerOf(reduction, 'pressureReduction', { ...plan, ...input })).warnings.map(
        (warning) => warning.code,
      );
    expect(await codes({ newAveragePressure: 60 })).toEqual(['PRESSURE_RAISED']);
    expect(await codes({ newAveragePressure: 5 })).toEqual(['NEW_PRESSURE_LOW']);
    expect(await codes({ averagePressure: 3, newAveragePressure: 2.5 })).toEqual([
      'PRESSURE_UNIT_DOUBTFUL',
      'NEW_PRESSURE_LOW',
    ]);
    // Three bar would be a cut from 40 m, five would not.
    expect(await codes({ averagePressure: 40, newAveragePressure: 3 })).toEqual([
      'PRESSURE_UNIT_DOUBTFUL',
      'NEW_PRESSURE_LOW',
    ]);
    expect(
      await codes({ averagePressure: 40, newAveragePressure: 30, pressureUnit: 'BAR' }),
    ).toEqual(['PRESSURE_UNIT_DOUBTFUL']);
  });

  it.each([
    [{ averagePressure: 0 }, 'average pressure'],
    [{ leakageExponentIndex: 4 }, 'N1'],
    [{ leakageM3PerDay: -1 }, 'Leakage'],
    [{ productionCostPerM3: 1, currency: 'baht' }, 'currency'],
  ])('refuses %j', async (wrong, words) => {
    const answer = await world.ask(reduction, { input: { ...plan, ...wrong } });
    expect(answer.errors).toEqual([
      { code: 'BAD_USER_INPUT', message: expect.stringContaining(words) },
    ]);
  });

  it('needs analysis:read', async () => {
    const claims = { permissions: [] };
    for (const [query, input] of [
      [reduction, plan],
      [stepTest, { stages: stages([10, 40], [5, 20]) }],
    ] as const) {
      expect((await world.ask(query, { input }, claims)).errors[0]?.code).toBe('FORBIDDEN');
    }
  });
});

describe('Dma.pressureReduction', () => {
  const period = { from: '2026-01-09T17:00:00Z', to: '2026-01-11T17:00:00Z' };
  const fields = `pressureReduction(period: { from: $from, to: $to }, newAveragePressureM: 20) {
    averagePressureM leakageM3PerDay savedM3PerDay savedMargin95M3PerDay savedAmount currency }`;

  it('takes leakage from the night, and is unknown without nights', async () => {
    const tenant = await world.tenant(2);
    const [dma, other] = tenant.dmas;
    const [inlet = ''] = await addMeters(world, tenant, [{ kind: 'bulk', dmaId: dma?.id ?? '' }]);
    const options = { from: period.from, minutes: 15 };
    await addSeries(world, 'flow_readings', inlet, options, Array(192).fill(10));
    const ask = async (id: string | undefined, claims = {}) =>
      entityOf(await world.ask(entityQuery('Dma', fields), { id, ...period }, claims));
    // 10 m³/h less 1.5 of legitimate use, 24 h; a fifth less pressure at N1 = 1.
    expect(await ask(dma?.id)).toEqual({
      pressureReduction: {
        averagePressureM: 25,
        leakageM3PerDay: expect.closeTo(204, 6),
        savedM3PerDay: expect.closeTo(40.8, 6),
        savedMargin95M3PerDay: expect.any(Number),
        savedAmount: null,
        currency: null,
      },
    });
    expect(await ask(other?.id)).toEqual({ pressureReduction: null });
    const scope = { regionIds: [], branchIds: [], dmaIds: [other?.id ?? ''] };
    expect(await ask(dma?.id, { scope })).toBeNull();
  });
});

import type { TestTenant } from '@waris/testkit';
import { newId, type ViewerClaims } from '@waris/service-kit';
import { addMeters, addSeries, entityOf, now, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const period = { from: '2026-01-09T17:00:00Z', to: '2026-01-10T17:00:00Z' };

const balanceFields = `fromAt toAt systemInputVolumeM3 billedMeteredM3 revenueWaterM3 realLossesM3
  nonRevenueWaterRatio systemInput { completenessRatio }
  indicators { infrastructureLeakageIndex band bandMatrix formula validity }
  nightFlowLeakage { leakageM3 nightCount } estimatedComponents { component basis }
  coveredDmaCodes warnings { code message }`;
const calculationFields = `id methodVersion calculatedAt calculatedBy { id } dma { id }
  balance { ${balanceFields} }`;
const mutation = `mutation ($input: CalculateWaterBalanceInput!) {
  calculateWaterBalance(input: $input) {
    calculation { ${calculationFields} }
    userErrors { __typename ... on UserError { message path } }
  } }`;

type Calculation = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly balance: Readonly<Record<string, unknown>>;
};
type Payload = {
  readonly calculation: Calculation | null;
  readonly userErrors: readonly Readonly<Record<string, unknown>>[];
};

async function calculate(input: object, claims: Partial<ViewerClaims> = {}): Promise<Payload> {
  const answer = await world.ask(mutation, { input }, claims);
  expect(answer.errors).toEqual([]);
  return answer.data?.['calculateWaterBalance'] as Payload;
}

async function readyTenant(): Promise<TestTenant & { code: string; id: string }> {
  const tenant = await world.tenant();
  const [dma] = tenant.dmas;
  if (dma === undefined) throw new Error('A tenant has a DMA.');
  const [inlet = ''] = await addMeters(world, tenant, [{ kind: 'bulk', dmaId: dma.id }]);
  const options = { from: period.from, minutes: 15 };
  await addSeries(world, 'flow_readings', inlet, options, Array(96).fill(10));
  return { ...tenant, ...dma };
}

const known = { billedMeteredM3: 100, customerMeterInaccuracyM3: -2 };

describe('calculateWaterBalance', () => {
  it('keeps the balance with who, when and how, and reads it back as it was', async () => {
    const { code, id } = await readyTenant();
    const userId = newId();
    const { calculation, userErrors } = await calculate(
      { dmaCode: code, period, knownVolumes: known },
      { id: userId },
    );
    expect(userErrors).toEqual([]);
    expect(calculation).toMatchObject({
      methodVersion: 'iwa-top-down-3',
      calculatedAt: now.toISOString(),
      calculatedBy: { id: userId },
      dma: { id },
      balance: {
        systemInputVolumeM3: expect.closeTo(240, 9),
        billedMeteredM3: 100,
        revenueWaterM3: 100,
        // 240 − 100 − 3 unbilled − 0.6 unauthorised + 2 over-registered − 0.25 of data handling.
        realLossesM3: expect.closeTo(138.15, 6),
        coveredDmaCodes: [code],
        nightFlowLeakage: { leakageM3: expect.closeTo(204, 9), nightCount: 1 },
      },
    });
    const read = await world.ask(
      `query ($id: ID!) { _entities(representations: [
        { __typename: "WaterBalanceCalculation", id: $id }
      ]) { ... on WaterBalanceCalculation { ${calculationFields} } } }`,
      { id: calculation?.id },
    );
    expect(read.errors).toEqual([]);
    expect(entityOf(read)).toEqual(calculation);
  });

  it('is not changed by later readings', async () => {
    const tenant = await readyTenant();
    const { calculation } = await calculate({ dmaCode: tenant.code, period, knownVolumes: known });
    const [second = ''] = await addMeters(world, tenant, [{ kind: 'bulk', dmaId: tenant.id }]);
    const options = { from: period.from, minutes: 15 };
    await addSeries(world, 'flow_readings', second, options, Array(96).fill(10));
    const { nodes } = await history(tenant.id);
    expect(nodes.find((node) => node.id === calculation?.id)).toEqual(calculation);
  });

  it('writes inputs to the row and the audit record with it', async () => {
    const { code } = await readyTenant();
    const { calculation } = await calculate({
      dmaCode: ` ${code.toLowerCase()} `,
      period,
      knownVolumes: known,
      customerMeterUnderRegistrationRatio: 0.05,
    });
    const row = await world.client.query(
      'select inputs, real_losses_m3 from analysis.nrw_calculations where id = $1',
      [calculation?.id],
    );
    expect(row.rows[0]).toMatchObject({
      real_losses_m3: calculation?.balance['realLossesM3'],
      inputs: {
        network: { connections: 1500, mainsLengthKm: 15, averagePressureM: 25 },
        policyName: 'awwa-fwas-v5',
        customerMeterUnderRegistrationRatio: 0.05,
        knownVolumes: known,
      },
    });
    const audit = await world.client.query(
      `select payload from public.outbox where topic = 'audit' and payload #>> '{subject,id}' = $1`,
      [calculation?.id],
    );
    expect(audit.rows).toHaveLength(1);
    expect(audit.rows[0].payload).toMatchObject({
      action: 'analysis.waterBalance.calculated',
      details: { dmaCode: code },
    });
  });

  it('refuses what cannot be calculated, naming the field', async () => {
    const { code } = await readyTenant();
    const pathsOf = async (input: object) => {
      const { calculation, userErrors } = await calculate({ dmaCode: code, period, ...input });
      expect(calculation).toBeNull();
      return userErrors.map((error) => [error['__typename'], error['path']]);
    };
    const invalid = (...path: string[]) => ['InvalidInputError', path];
    expect(await pathsOf({ period: { from: period.to, to: period.from } })).toEqual([
      invalid('period'),
    ]);
    const future = { from: '2026-05-01T00:00:00Z', to: '2026-06-01T00:00:00Z' };
    expect(await pathsOf({ period: future })).toEqual([invalid('period', 'from')]);
    expect(await pathsOf({ customerMeterUnderRegistrationRatio: 1 })).toEqual([
      invalid('customerMeterUnderRegistrationRatio'),
    ]);
    expect(await pathsOf({ knownVolumes: { systemInputVolumeM3: -1 } })).toEqual([
      invalid('knownVolumes', 'systemInputVolumeM3'),
    ]);
    const twice = { input: 'CONNECTIONS', grade: 5 };
    expect(await pathsOf({ quality: [twice, twice] })).toEqual([invalid('quality')]);
    expect(await pathsOf({ dmaCode: 'NOWHERE' })).toEqual([['NotFoundError', ['dmaCode']]]);
  });

  it('needs analysis:write and refuses a DMA outside the scope like an absent one', async () => {
    const mine = await readyTenant();
    const theirs = await readyTenant();
    const input = { dmaCode: theirs.code, period };
    const scope = { regionIds: [mine.regionId], branchIds: [], dmaIds: [] };
    expect((await calculate(input, { scope })).userErrors).toEqual([
      {
        __typename: 'NotFoundError',
        message: `There is no DMA ${theirs.code}.`,
        path: ['dmaCode'],
      },
    ]);
    const refused = await world.ask(mutation, { input }, { permissions: ['analysis:read'] });
    expect(refused.errors[0]?.code).toBe('FORBIDDEN');
  });
});

type History = {
  readonly nodes: readonly Calculation[];
  readonly edges: readonly { readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
};

const historyQuery = `query ($id: ID!, $first: Int!, $after: String) {
  _entities(representations: [{ __typename: "Dma", id: $id }]) { ... on Dma {
    waterBalanceHistory(first: $first, after: $after) {
      nodes { ${calculationFields} } edges { cursor } pageInfo { hasNextPage endCursor }
    } } } }`;

async function history(id: string, first = 50, after: string | null = null): Promise<History> {
  const answer = await world.ask(historyQuery, { id, first, after });
  expect(answer.errors).toEqual([]);
  return (entityOf(answer) as { waterBalanceHistory: History }).waterBalanceHistory;
}

describe('Dma.waterBalanceHistory', () => {
  it('pages through calculations, the latest period first', async () => {
    const { code, id } = await readyTenant();
    const days = ['2026-01-11', '2026-01-09', '2026-01-10', '2026-01-10'];
    const made: Calculation[] = [];
    for (const day of days) {
      const range = { from: `${day}T00:00:00Z`, to: `${day}T12:00:00Z` };
      const { calculation } = await calculate({ dmaCode: code, period: range });
      if (calculation !== null) made.push(calculation);
    }
    const wanted = [made[0], made[3], made[2], made[1]].map((each) => each?.id);
    const first = await history(id, 3);
    expect(first.nodes.map((node) => node.id)).toEqual(wanted.slice(0, 3));
    expect(first.pageInfo).toEqual({ hasNextPage: true, endCursor: first.edges[2]?.cursor });
    const second = await history(id, 3, first.pageInfo.endCursor);
    expect(second.nodes.map((node) => node.id)).toEqual(wanted.slice(3));
    expect(second.pageInfo.hasNextPage).toBe(false);
  });

  it.each([
    [{ first: 0 }, 'between 1 and 200'],
    [{ first: 201 }, 'between 1 and 200'],
    [{ first: 5, after: 'nonsense' }, 'not a cursor'],
  ])('refuses the page %j', async (page, words) => {
    const { id } = await readyTenant();
    const answer = await world.ask(historyQuery, { id, after: null, ...page });
    expect(answer.errors).toEqual([
      { code: 'BAD_USER_INPUT', message: expect.stringContaining(words) },
    ]);
  });

  it('gives no calculation to a caller outside its area, by its id either', async () => {
    const mine = await readyTenant();
    const theirs = await readyTenant();
    const { calculation } = await calculate({ dmaCode: theirs.code, period });
    const scope = { regionIds: [], branchIds: [mine.branchId], dmaIds: [] };
    const byId = await world.ask(
      `query ($id: ID!) { _entities(representations: [
        { __typename: "WaterBalanceCalculation", id: $id }
      ]) { ... on WaterBalanceCalculation { methodVersion } } }`,
      { id: calculation?.id },
      { scope },
    );
    expect(entityOf(byId)).toBeNull();
  });
});

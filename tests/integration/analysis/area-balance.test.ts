import pg from 'pg';
import { fillDmas, period } from './filled-dmas.ts';
import {
  addMeters,
  addRegisters,
  addSeries,
  entityOf,
  entityQuery,
  openWorld,
  periodArgument,
  type World,
} from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const figures = [
  'systemInputVolumeM3',
  'billedMeteredM3',
  'unbilledUnmeteredM3',
  'customerMeterInaccuracyM3',
  'authorisedConsumptionM3',
  'apparentLossesM3',
  'waterLossesM3',
  'realLossesM3',
  'nonRevenueWaterM3',
] as const;
const fields = `waterBalance(${periodArgument}) {
  ${figures.join(' ')} coveredDmaCodes missingDmaCodes warnings { code message }
  indicators { unavoidableAnnualRealLossesM3 infrastructureLeakageIndex currentAnnualRealLossesM3 }
  nightFlowLeakage { leakageM3 }
}`;

type Balance = Readonly<Record<string, unknown>> | null;

async function balanceOf(type: string, id: string | undefined): Promise<Balance> {
  const answer = await world.ask(entityQuery(type, fields), { id, ...period });
  expect(answer.errors).toEqual([]);
  return (entityOf(answer) as { waterBalance: Balance }).waterBalance;
}

describe('waterBalance of a branch and a region', () => {
  it('is the exact sum over its DMAs in the order of their codes', async () => {
    const tenant = await world.tenant(5);
    await fillDmas(world, tenant, tenant.dmas);
    const each = await Promise.all(tenant.dmas.map((dma) => balanceOf('Dma', dma.id)));
    const branch = await balanceOf('Branch', tenant.branchId);
    for (const name of figures) {
      const sum = each.reduce((total, balance) => total + Number(balance?.[name]), 0);
      expect([name, branch?.[name]]).toEqual([name, sum]);
    }
    expect(branch).toMatchObject({
      coveredDmaCodes: tenant.dmas.map((dma) => dma.code),
      missingDmaCodes: [],
    });
    const indicators = branch?.['indicators'] as Record<string, number>;
    expect(indicators['infrastructureLeakageIndex']).toBeCloseTo(
      Number(indicators['currentAnnualRealLossesM3']) /
        Number(indicators['unavoidableAnnualRealLossesM3']),
      12,
    );
    expect(await balanceOf('Region', tenant.regionId)).toEqual(branch);
  });

  it('is unknown, never a partial sum, while a DMA lacks a component', async () => {
    const tenant = await world.tenant(3);
    await fillDmas(world, tenant, tenant.dmas.slice(0, 2));
    const branch = await balanceOf('Branch', tenant.branchId);
    expect(branch).toMatchObject({
      systemInputVolumeM3: null,
      billedMeteredM3: null,
      realLossesM3: null,
      nonRevenueWaterM3: null,
      nightFlowLeakage: null,
      coveredDmaCodes: tenant.dmas.slice(0, 2).map((dma) => dma.code),
      missingDmaCodes: [tenant.dmas[2]?.code],
    });
    expect(branch?.['warnings']).toContainEqual({
      code: 'DMAS_MISSING',
      message: expect.stringContaining(tenant.dmas[2]?.code ?? 'a code'),
    });
  });

  it('passes over DMAs that are not active', async () => {
    const tenant = await world.tenant(2);
    await fillDmas(world, tenant, tenant.dmas.slice(0, 1));
    await world.client.query('update dma.dmas set active = false where id = $1', [
      tenant.dmas[1]?.id,
    ]);
    expect(await balanceOf('Branch', tenant.branchId)).toMatchObject({
      coveredDmaCodes: [tenant.dmas[0]?.code],
      missingDmaCodes: [],
    });
  });
});

describe('lossRanking', () => {
  const query = `query ($scope: LossRankingScopeInput, $from: DateTime!, $to: DateTime!, $first: Int! = 50) {
    lossRanking(${periodArgument}, scope: $scope, first: $first) {
      entries { rank dma { id } priorityScore balance { nonRevenueWaterM3 } }
      rankedCount unrankedDmaCodes } }`;

  it('ranks the DMAs of a branch that the caller sees', async () => {
    const tenant = await world.tenant(4);
    await fillDmas(world, tenant, tenant.dmas.slice(0, 3));
    const ask = async (claims = {}, more = {}) => {
      const scope = { branchId: tenant.branchId };
      const answer = await world.ask(query, { scope, ...period, ...more }, claims);
      expect(answer.errors).toEqual([]);
      return answer.data?.['lossRanking'];
    };
    // Flows grow with the number of the DMA faster than bills do.
    const ids = [2, 1, 0].map((index) => ({ dma: { id: tenant.dmas[index]?.id } }));
    expect(await ask()).toMatchObject({
      entries: ids,
      rankedCount: 3,
      unrankedDmaCodes: [tenant.dmas[3]?.code],
    });
    expect(await ask({}, { first: 1 })).toMatchObject({ entries: ids.slice(0, 1), rankedCount: 3 });
    const scope = { regionIds: [], branchIds: [], dmaIds: [tenant.dmas[0]?.id ?? ''] };
    expect(await ask({ scope })).toMatchObject({
      entries: ids.slice(2),
      rankedCount: 1,
      unrankedDmaCodes: [],
    });
    const nobody = { scope: { regionIds: [], branchIds: [], dmaIds: [] } };
    expect(await ask(nobody)).toEqual({ entries: [], rankedCount: 0, unrankedDmaCodes: [] });
    expect(await ask({}, { scope: { regionId: 'no-uuid' } })).toMatchObject({ entries: [] });
  });

  it('tells urgency from how the night flow has risen, and what else the score is made of', async () => {
    const tenant = await world.tenant(1);
    const [dma] = tenant.dmas;
    const month = { from: '2025-12-31T17:00:00Z', to: '2026-01-28T17:00:00Z' };
    const [inlet = '', customer = ''] = await addMeters(world, tenant, [
      { kind: 'bulk', dmaId: dma?.id ?? '' },
      { kind: 'customer', dmaId: dma?.id ?? '' },
    ]);
    // Half as much again in the last seven of 28 days.
    const flows = Array.from({ length: 28 * 24 }, (_, hour) => (hour < 21 * 24 ? 10 : 15));
    await addSeries(world, 'flow_readings', inlet, { from: month.from, minutes: 60 }, flows);
    await addRegisters(world, [
      { meterId: customer, at: month.from, registerM3: 0 },
      { meterId: customer, at: month.to, registerM3: 3000 },
    ]);
    const answer = await world.ask(
      `query ($scope: LossRankingScopeInput, $from: DateTime!, $to: DateTime!) {
        lossRanking(${periodArgument}, scope: $scope) { returnBasis entries { priorityScore
          missingCriteria parts { criterion weightPercent partScore } } } }`,
      { scope: { branchId: tenant.branchId }, ...month },
    );
    expect(answer.errors).toEqual([]);
    const part = (criterion: string, weightPercent: number, partScore: number) => ({
      criterion,
      weightPercent,
      partScore: expect.closeTo(partScore, 6),
    });
    expect(answer.data?.['lossRanking']).toEqual({
      returnBasis: 'VOLUME_PER_KM',
      entries: [
        {
          priorityScore: expect.closeTo(95, 6),
          missingCriteria: [],
          parts: [
            part('NON_REVENUE_WATER_RATIO', 30, 100),
            part('NON_REVENUE_WATER_VOLUME', 25, 100),
            part('LEAKAGE_INDEX', 20, 100),
            part('RETURN_ON_INVESTMENT', 15, 100),
            part('URGENCY', 10, 50),
          ],
        },
      ],
    });
  });

  it('costs six statements, whatever the number of DMAs', async () => {
    for (const count of [1, 30]) {
      const tenant = await world.tenant(count);
      const variables = { scope: { branchId: tenant.branchId }, ...period };
      expect(await countStatements(() => world.ask(query, variables))).toBe(6);
    }
  });

  it('refuses a target that is none', async () => {
    const targeted = query.replace('first: $first', 'first: $first, targetIndex: -1');
    const answer = await world.ask(targeted, period);
    expect(answer.errors[0]).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('targetIndex'),
    });
  });

  it('refuses a page out of range', async () => {
    const answer = await world.ask(query, { ...period, first: 201 });
    expect(answer.errors[0]).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('the cost of a list', () => {
  it.each([1, 20])('is the same number of statements for %i DMAs', async (count) => {
    const tenant = await world.tenant(count);
    const representations = tenant.dmas.map(({ id }) => ({ __typename: 'Dma', id }));
    const query = `query ($r: [_Any!]!, $from: DateTime!, $to: DateTime!) {
      _entities(representations: $r) { ... on Dma {
        waterBalance(${periodArgument}) { realLossesM3 nightFlowLeakage { leakageM3 } }
        minimumNightFlow(${periodArgument}, method: LEAST_MOVING_MEAN) { days }
        waterBalanceHistory { nodes { id } }
      } } }`;
    const statements = await countStatements(() =>
      world.ask(query, { r: representations, ...period }),
    );
    // DMAs, inflow by hour, customers, entered volumes, prices, nights in hours and in quarters with
    // pressures each, and two for the history.
    expect(statements).toBe(11);
  });

  it.each([20, 1000])('of a region with %i DMAs is five statements', async (count) => {
    const tenant = await world.tenant(count);
    const balance = 'realLossesM3 costs { currency } dataValidity { tier }';
    const query = entityQuery('Region', `waterBalance(${periodArgument}) { ${balance} }`);
    expect(await countStatements(() => world.ask(query, { id: tenant.regionId, ...period }))).toBe(
      5,
    );
  });
});

/** Statements that any client of this process sends while the work runs. */
async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const send = pg.Client.prototype.query;
  let count = 0;
  pg.Client.prototype.query = function counted(this: pg.Client, ...values: unknown[]) {
    count += 1;
    return Reflect.apply(send, this, values);
  } as typeof send;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = send;
  }
  return count;
}

import type { TestTenant } from '@waris/testkit';
import type { ViewerClaims } from '@waris/service-kit';
import { fillDmas, period } from './filled-dmas.ts';
import {
  addMeters,
  addSeries,
  entityOf,
  entityQuery,
  now,
  openWorld,
  periodArgument,
  type World,
} from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const figures = `systemInputVolumeM3 billedMeteredM3 apparentLossesM3 realLossesM3 nonRevenueWaterM3
  nonRevenueWaterRatio coveredDmaCodes missingDmaCodes
  indicators { unavoidableAnnualRealLossesM3 infrastructureLeakageIndex }
  nightFlowLeakage { leakageM3 leakageMargin95M3 differenceM3 nightCount }`;
const keptFields = `balance { ${figures} } calculationCount dmasWithoutCalculation
  firstCalculatedAt lastCalculatedAt methodVersions`;
const mutation = `mutation ($input: CalculateAreaWaterBalancesInput!) {
  calculateAreaWaterBalances(input: $input) {
    kept { ${keptFields} } userErrors { __typename ... on UserError { message path } } } }`;

type Payload = {
  readonly kept: Readonly<Record<string, unknown>> | null;
  readonly userErrors: readonly unknown[];
};

async function calculate(input: object, claims: Partial<ViewerClaims> = {}): Promise<Payload> {
  const answer = await world.ask(mutation, { input: { period, ...input } }, claims);
  expect(answer.errors).toEqual([]);
  return answer.data?.['calculateAreaWaterBalances'] as Payload;
}

async function read(type: string, id: string | undefined, fields: string, claims = {}) {
  const answer = await world.ask(entityQuery(type, fields), { id, ...period }, claims);
  expect(answer.errors).toEqual([]);
  return entityOf(answer) as Readonly<Record<string, unknown>> | null;
}

async function historyOf(dmaId: string | undefined) {
  const fields = 'waterBalanceHistory { nodes { isCurrent cause balance { fromAt } } }';
  const dma = (await read('Dma', dmaId, fields)) as { waterBalanceHistory: { nodes: unknown[] } };
  return dma.waterBalanceHistory.nodes;
}

const kept = (type: string, id: string | undefined, claims = {}) =>
  read(type, id, `keptWaterBalance(${periodArgument}) { ${keptFields} }`, claims);

async function filled(count: number): Promise<TestTenant> {
  const tenant = await world.tenant(count);
  await fillDmas(world, tenant, tenant.dmas);
  return tenant;
}

describe('calculateAreaWaterBalances', () => {
  it('keeps a balance of each DMA, and they add up to what the area computes', async () => {
    const tenant = await filled(4);
    const { kept: answer, userErrors } = await calculate({ regionId: tenant.regionId });
    expect(userErrors).toEqual([]);
    const computed = await read(
      'Region',
      tenant.regionId,
      `waterBalance(${periodArgument}) { ${figures} }`,
    );
    expect(answer).toEqual({
      balance: computed?.['waterBalance'],
      calculationCount: 4,
      dmasWithoutCalculation: [],
      firstCalculatedAt: now.toISOString(),
      lastCalculatedAt: now.toISOString(),
      methodVersions: [expect.any(String)],
    });
    expect(await kept('Region', tenant.regionId)).toEqual({ keptWaterBalance: answer });
    expect(await kept('Branch', tenant.branchId)).toEqual({ keptWaterBalance: answer });
    for (const { id } of tenant.dmas) {
      expect(await historyOf(id)).toEqual([
        { isCurrent: true, cause: 'ASKED_FOR', balance: { fromAt: '2026-01-09T17:00:00.000Z' } },
      ]);
    }
  });

  it('takes the place of what was kept before, and tells of each in the audit log', async () => {
    const tenant = await filled(2);
    await calculate({ branchId: tenant.branchId });
    await calculate({ branchId: tenant.branchId, customerMeterUnderRegistrationRatio: 0.1 });
    const answer = await kept('Branch', tenant.branchId);
    expect(answer).toMatchObject({ keptWaterBalance: { calculationCount: 2 } });
    expect(await historyOf(tenant.dmas[0]?.id)).toEqual([
      expect.objectContaining({ isCurrent: true }),
      expect.objectContaining({ isCurrent: false }),
    ]);
    const { rows } = await world.client.query(
      `select payload->'details'->>'dmaCode' as code, count(*)::integer as count from public.outbox
       where payload->>'action' = 'analysis.waterBalance.calculated'
         and payload->'details'->>'dmaCode' = any ($1) group by 1 order by 1`,
      [tenant.dmas.map(({ code }) => code)],
    );
    expect(rows).toEqual(tenant.dmas.map(({ code }) => ({ code, count: 2 })));
  });

  it('is no sum while a DMA has no balance of this very period', async () => {
    const tenant = await filled(2);
    await calculate({ regionId: tenant.regionId });
    const [added] = (await world.tenant(1)).dmas;
    await world.client.query('update dma.dmas set region_id = $1, branch_id = $2 where id = $3', [
      tenant.regionId,
      tenant.branchId,
      added?.id,
    ]);
    expect(await kept('Region', tenant.regionId)).toMatchObject({
      keptWaterBalance: {
        balance: null,
        calculationCount: 2,
        dmasWithoutCalculation: [added?.code],
      },
    });
  });

  it('follows late data of one of its DMAs', async () => {
    const tenant = await filled(2);
    await calculate({ regionId: tenant.regionId });
    const dmaId = tenant.dmas[1]?.id ?? '';
    const [second = ''] = await addMeters(world, tenant, [{ kind: 'bulk', dmaId }]);
    const options = { from: period.from, minutes: 15 };
    await addSeries(world, 'flow_readings', second, options, Array(192).fill(1.7));
    await world.client.query(
      'update analysis.nrw_calculations set data_revision = -1 where dma_id = $1',
      [dmaId],
    );
    while (await world.recalculate());
    const computed = await read(
      'Region',
      tenant.regionId,
      `waterBalance(${periodArgument}) { ${figures} }`,
    );
    expect(await kept('Region', tenant.regionId)).toMatchObject({
      keptWaterBalance: { balance: computed?.['waterBalance'], calculationCount: 2 },
    });
  });

  it('tells those who see a part of the area what it tells of one that is not there', async () => {
    const tenant = await filled(2);
    const scope = { regionIds: [], branchIds: [], dmaIds: [tenant.dmas[0]?.id ?? ''] };
    const hidden = await calculate({ regionId: tenant.regionId }, { scope });
    const unknown = await calculate({ regionId: '00000000-0000-4000-8000-000000000000' });
    expect(hidden).toEqual(unknown);
    expect(hidden.userErrors).toEqual([
      {
        __typename: 'NotFoundError',
        message: 'There is no region of this id with an active DMA.',
        path: ['regionId'],
      },
    ]);
    await calculate({ regionId: tenant.regionId });
    expect(await kept('Region', tenant.regionId, { scope })).toEqual({ keptWaterBalance: null });
    const other = await world.tenant(1);
    const elsewhere = { scope: { regionIds: [other.regionId], branchIds: [], dmaIds: [] } };
    expect(await kept('Branch', tenant.branchId, elsewhere)).toEqual({ keptWaterBalance: null });
  });

  it.each([
    ['no area', {}, [], /exactly one/u],
    ['two areas', { regionId: 'a', branchId: 'b' }, [], /exactly one/u],
    [
      'a share above one',
      { regionId: 'a', customerMeterUnderRegistrationRatio: 1 },
      ['customerMeterUnderRegistrationRatio'],
      /below 1/u,
    ],
    [
      'time to come',
      { regionId: 'a', period: { from: '2036-01-01T00:00:00Z', to: '2036-02-01T00:00:00Z' } },
      ['period', 'from'],
      /not begun/u,
    ],
  ])('refuses %s', async (_name, input, path, message) => {
    const { kept: answer, userErrors } = await calculate(input);
    expect(answer).toBeNull();
    expect(userErrors).toEqual([
      { __typename: 'InvalidInputError', path, message: expect.stringMatching(message) },
    ]);
  });

  it('needs the permission to write', async () => {
    const input = { period, regionId: 'a' };
    const answer = await world.ask(mutation, { input }, { permissions: ['analysis:read'] });
    expect(answer.errors).toEqual([expect.objectContaining({ code: 'FORBIDDEN' })]);
  });
});

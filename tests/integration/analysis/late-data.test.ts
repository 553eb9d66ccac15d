import { openTestKeyValueStore, type TestTenant } from '@waris/testkit';
import { silentLogger, type KeyValueStore } from '@waris/service-kit';
import { openTelemetry } from '@waris/telemetry';
import { addMeters, addRegisters, addSeries, entityOf, openWorld, type World } from './world.ts';

type Telemetry = Awaited<ReturnType<typeof openTelemetry>>;

let world: World;
let telemetry: Telemetry;
let keyValueStore: KeyValueStore;
beforeAll(async () => {
  world = await openWorld('own database');
  keyValueStore = await openTestKeyValueStore();
  const { postgresUrl } = world;
  telemetry = await openTelemetry({ postgresUrl }, { keyValueStore, log: silentLogger });
});
afterAll(async () => {
  await telemetry.stop();
  await keyValueStore.stop();
  await world.close();
});

const period = { from: '2026-01-09T17:00:00Z', to: '2026-01-10T17:00:00Z' };

/** A DMA that 10 m³/h flow into for a day. */
async function readyTenant(): Promise<TestTenant & { code: string; id: string }> {
  const tenant = await world.tenant();
  const [dma] = tenant.dmas;
  if (dma === undefined) throw new Error('A tenant has a DMA.');
  await addInlet(tenant, dma.id);
  return { ...tenant, ...dma };
}

async function addInlet(tenant: TestTenant, dmaId: string) {
  const [inlet = ''] = await addMeters(world, tenant, [{ kind: 'bulk', dmaId }]);
  const options = { from: period.from, minutes: 15 };
  await addSeries(world, 'flow_readings', inlet, options, Array(96).fill(10));
  await telemetry.rollUp();
  return inlet;
}

async function recalculateAll() {
  while (await world.recalculate());
}

async function calculate(dmaCode: string, range = period): Promise<string> {
  const answer = await world.ask(
    `mutation ($input: CalculateWaterBalanceInput!) { calculateWaterBalance(input: $input) {
      calculation { id balance { warnings { code message } } } } }`,
    { input: { dmaCode, period: range, knownVolumes: { billedMeteredM3: 100 } } },
  );
  expect(answer.errors).toEqual([]);
  const payload = answer.data?.['calculateWaterBalance'] as { calculation: { id: string } };
  return payload.calculation.id;
}

type Node = {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly cause: string;
  readonly supersededBy: { readonly id: string } | null;
  readonly supersededAt: string | null;
  readonly calculatedBy: object | null;
  readonly balance: {
    readonly systemInputVolumeM3: number;
    readonly billedMeteredM3: number;
    readonly warnings: readonly { readonly code: string; readonly message: string }[];
  };
};

async function history(id: string): Promise<readonly Node[]> {
  const answer = await world.ask(
    `query ($id: ID!) { _entities(representations: [{ __typename: "Dma", id: $id }]) { ... on Dma {
      waterBalanceHistory { nodes { id isCurrent cause supersededAt supersededBy { id }
        calculatedBy { id }
        balance { systemInputVolumeM3 billedMeteredM3 warnings { code message } } } } } } }`,
    { id },
  );
  expect(answer.errors).toEqual([]);
  const dma = entityOf(answer) as { waterBalanceHistory: { nodes: readonly Node[] } };
  return dma.waterBalanceHistory.nodes;
}

describe('a kept balance whose readings come late', () => {
  it('is calculated again from the same inputs, and the old one stays in the history', async () => {
    const tenant = await readyTenant();
    const first = await calculate(tenant.code);
    await recalculateAll();
    expect(await history(tenant.id)).toHaveLength(1);

    await addInlet(tenant, tenant.id);
    await recalculateAll();
    const nodes = await history(tenant.id);
    expect(nodes).toHaveLength(2);
    const old = nodes.find((node) => node.id === first);
    const current = nodes.find((node) => node.isCurrent);
    expect(current).toMatchObject({
      cause: 'LATE_DATA',
      supersededBy: null,
      calculatedBy: null,
      balance: { systemInputVolumeM3: expect.closeTo(480, 6), billedMeteredM3: 100 },
    });
    expect(old).toMatchObject({
      isCurrent: false,
      cause: 'ASKED_FOR',
      supersededBy: { id: current?.id },
      supersededAt: expect.any(String),
      balance: { systemInputVolumeM3: expect.closeTo(240, 6) },
    });
    await recalculateAll();
    expect(await history(tenant.id)).toHaveLength(2);
  });

  it('is left alone when the new readings say the same', async () => {
    const tenant = await readyTenant();
    const [inlet = ''] = await addMeters(world, tenant, [{ kind: 'check', dmaId: tenant.id }]);
    const first = await calculate(tenant.code);
    const options = { from: period.from, minutes: 15 };
    await addSeries(world, 'flow_readings', inlet, options, Array(96).fill(10));
    await world.client.query(`update readings.dma_rollups
      set revision = nextval('readings.rollup_revisions') where dma_id = '${tenant.id}'`);
    await recalculateAll();
    const nodes = await history(tenant.id);
    expect(nodes.map((node) => [node.id, node.isCurrent])).toEqual([[first, true]]);
    const { rows } = await world.client.query(
      `select c.data_revision = max(d.revision) as up_to_date from analysis.nrw_calculations c
       join readings.published_dma_days d on d.dma_id = c.dma_id
       where c.id = $1 group by c.id`,
      [first],
    );
    expect(rows).toEqual([{ up_to_date: true }]);
  });

  it('is calculated once by two workers at the same time', async () => {
    const tenant = await readyTenant();
    await calculate(tenant.code);
    await addInlet(tenant, tenant.id);
    await Promise.all([world.recalculate(), world.recalculate(), world.recalculate()]);
    await recalculateAll();
    const nodes = await history(tenant.id);
    expect(nodes).toHaveLength(2);
    expect(nodes.filter((node) => node.isCurrent)).toHaveLength(1);
  });

  it('is found again among days that changed after a revision, and only among those', async () => {
    const tenant = await readyTenant();
    await calculate(tenant.code);
    const latest = async () => {
      const { rows } = await world.client.query(
        'select max(revision)::int as revision from readings.published_dma_days',
      );
      return rows[0].revision as number;
    };
    const before = await latest();
    await addInlet(tenant, tenant.id);
    while (await world.recalculate(await latest()));
    expect(await history(tenant.id)).toHaveLength(1);
    while (await world.recalculate(before));
    expect(await history(tenant.id)).toHaveLength(2);
  });

  it('is not touched by readings of other days', async () => {
    const tenant = await readyTenant();
    const first = await calculate(tenant.code);
    const [inlet = ''] = await addMeters(world, tenant, [{ kind: 'bulk', dmaId: tenant.id }]);
    const later = { from: '2026-02-09T17:00:00Z', minutes: 15 };
    await world.client.query(
      `update dma.meters set in_service_from = '2026-02-01T00:00:00Z' where id = $1`,
      [inlet],
    );
    await addSeries(world, 'flow_readings', inlet, later, Array(96).fill(10));
    await telemetry.rollUp();
    await recalculateAll();
    expect((await history(tenant.id)).map((node) => node.id)).toEqual([first]);
  });
});

describe('a kept balance whose bills come late', () => {
  const dayMs = 86_400_000;
  const midnight = Math.floor(Date.now() / dayMs) * dayMs;
  const at = (days: number) => new Date(midnight + days * dayMs).toISOString();
  const recent = { from: at(-40), to: at(-30) };

  it('is calculated again with them', async () => {
    const tenant = await world.tenant();
    const [dma] = tenant.dmas;
    const [meterId = ''] = await addMeters(world, tenant, [
      { kind: 'customer', dmaId: dma?.id ?? '' },
    ]);
    const calculateWithout = `mutation ($input: CalculateWaterBalanceInput!) {
      calculateWaterBalance(input: $input) { calculation { id } userErrors { __typename } } }`;
    const input = { dmaCode: dma?.code, period: recent };
    await world.ask(calculateWithout, { input }, {}, new Date(midnight - dayMs));
    await recalculateAll();
    expect(await history(dma?.id ?? '')).toHaveLength(1);
    await addRegisters(world, [
      { meterId, at: recent.from, registerM3: 0 },
      { meterId, at: recent.to, registerM3: 70 },
    ]);
    // Looked at a moment ago; six hours are made to pass.
    await world.client.query(
      `update analysis.nrw_calculations set bills_checked_at = bills_checked_at - interval '1 day'
       where dma_id = $1`,
      [dma?.id],
    );
    await recalculateAll();
    const nodes = await history(dma?.id ?? '');
    expect(nodes.find((node) => node.isCurrent)).toMatchObject({
      cause: 'LATE_DATA',
      balance: { billedMeteredM3: 70 },
    });
    expect(nodes).toHaveLength(2);
  });
});

describe('calculations of one DMA', () => {
  it('take the place of the earlier one of the same period', async () => {
    const tenant = await readyTenant();
    const first = await calculate(tenant.code);
    const second = await calculate(tenant.code);
    const nodes = await history(tenant.id);
    const states = nodes.map((node) => [node.id, node.isCurrent, node.supersededBy?.id ?? null]);
    expect(states).toContainEqual([first, false, second]);
    expect(states).toContainEqual([second, true, null]);
    expect(nodes.every((node) => node.cause === 'ASKED_FOR')).toBe(true);
  });

  it('keep exactly one current when many are asked for at once', async () => {
    const tenant = await readyTenant();
    await Promise.all([1, 2, 3].map(() => calculate(tenant.code)));
    const nodes = await history(tenant.id);
    expect(nodes).toHaveLength(3);
    expect(nodes.filter((node) => node.isCurrent)).toHaveLength(1);
  });

  it('warn of each other where their periods overlap', async () => {
    const tenant = await readyTenant();
    await calculate(tenant.code);
    const half = { from: period.from, to: '2026-01-10T05:00:00Z' };
    const id = await calculate(tenant.code, half);
    const after = { from: period.to, to: '2026-01-11T17:00:00Z' };
    const next = await calculate(tenant.code, after);
    const nodes = await history(tenant.id);
    const warningsOf = (wanted: string) =>
      nodes
        .find((node) => node.id === wanted)
        ?.balance.warnings.filter((warning) => warning.code === 'OVERLAPPING_CALCULATION');
    expect(warningsOf(id)).toEqual([
      {
        code: 'OVERLAPPING_CALCULATION',
        message: expect.stringContaining('2026-01-09T17:00Z to 2026-01-10T17:00Z'),
      },
    ]);
    expect(warningsOf(next)).toEqual([]);
  });
});

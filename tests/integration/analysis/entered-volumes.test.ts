import type { TestTenant } from '@waris/testkit';
import { newId } from '@waris/service-kit';
import {
  addMeters,
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

const january = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' };
const half = { from: '2026-01-01T00:00:00Z', to: '2026-01-16T12:00:00Z' };

const mutation = `mutation ($input: EnterVolumesInput!) { enterVolumes(input: $input) {
  volumes { id kind fromAt toAt volumeM3 margin95Ratio grade note enteredAt enteredBy { id } }
  userErrors { __typename ... on UserError { message path }
    ... on OverlappingPeriodError { existingVolume { kind volumeM3 } } } } }`;

type Payload = {
  readonly volumes: readonly Readonly<Record<string, unknown>>[] | null;
  readonly userErrors: readonly Readonly<Record<string, unknown>>[];
};

async function enter(dmaCode: string, volumes: readonly object[], claims = {}): Promise<Payload> {
  const answer = await world.ask(mutation, { input: { dmaCode, volumes } }, claims);
  expect(answer.errors).toEqual([]);
  return answer.data?.['enterVolumes'] as Payload;
}

const volume = (kind: string, volumeM3: number, more: object = {}) => ({
  kind,
  volumeM3,
  period: january,
  ...more,
});

const fields = `enteredVolumes(${periodArgument}) { kind volumeM3 }
  waterBalance(${periodArgument}) { systemInputVolumeM3 billedMeteredM3 realLossesM3
    margins { systemInputVolumeM3 realLossesM3 } inputs { input source margin95Ratio grade }
    warnings { code message } }`;

type Balance = {
  readonly systemInputVolumeM3: number | null;
  readonly billedMeteredM3: number | null;
  readonly margins: Readonly<Record<string, number | null>>;
  readonly inputs: readonly Readonly<Record<string, unknown>>[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
};

async function dmaOf(tenant: TestTenant, period: object, claims = {}) {
  const id = tenant.dmas[0]?.id;
  const answer = await world.ask(entityQuery('Dma', fields), { id, ...period }, claims);
  expect(answer.errors).toEqual([]);
  return entityOf(answer) as {
    readonly enteredVolumes: readonly object[];
    readonly waterBalance: Balance;
  } | null;
}

async function balanceOf(tenant: TestTenant, period: object = january): Promise<Balance> {
  const dma = await dmaOf(tenant, period);
  if (dma === null) throw new Error('The DMA is not seen.');
  return dma.waterBalance;
}

const codesOf = ({ warnings }: Balance) => warnings.map((warning) => warning.code);
const codeOf = (tenant: TestTenant) => tenant.dmas[0]?.code ?? '';

describe('enterVolumes', () => {
  it('gives a DMA without any meter a whole balance, with margins and grades', async () => {
    const tenant = await world.tenant();
    const before = await balanceOf(tenant);
    expect(codesOf(before)).toEqual(
      expect.arrayContaining(['NO_INLET_METER', 'NO_CUSTOMER_METERS']),
    );
    const userId = newId();
    const given = { margin95Ratio: 0.1, grade: 7, note: 'Read at the pumps.' };
    const { volumes, userErrors } = await enter(
      codeOf(tenant),
      [volume('SYSTEM_INPUT', 10_000, given), volume('BILLED_METERED', 7000)],
      { id: userId },
    );
    expect(userErrors).toEqual([]);
    expect(volumes?.[0]).toMatchObject({
      kind: 'SYSTEM_INPUT',
      fromAt: '2026-01-01T00:00:00.000Z',
      ...given,
      enteredBy: { id: userId },
    });
    const after = await balanceOf(tenant);
    expect(after).toMatchObject({
      systemInputVolumeM3: 10_000,
      billedMeteredM3: 7000,
      margins: { systemInputVolumeM3: 1000 },
    });
    expect(after.inputs.slice(0, 2)).toEqual([
      { input: 'SYSTEM_INPUT', source: 'ENTERED', margin95Ratio: 0.1, grade: 7 },
      { input: 'BILLED_METERED', source: 'ENTERED', margin95Ratio: 0.05, grade: 5 },
    ]);
    expect(codesOf(after)).not.toContain('NO_INLET_METER');
  });

  it('adds wells and purchases to what boundary meters read, and takes exports off', async () => {
    const tenant = await world.tenant();
    const dmaId = tenant.dmas[0]?.id ?? '';
    const [inlet = ''] = await addMeters(world, tenant, [{ kind: 'bulk', dmaId }]);
    const options = { from: january.from, minutes: 60 };
    await addSeries(world, 'flow_readings', inlet, options, Array(31 * 24).fill(10));
    await enter(codeOf(tenant), [
      volume('OWN_SOURCES', 500),
      volume('IMPORTED', 60),
      volume('EXPORTED', 1000),
    ]);
    expect((await balanceOf(tenant)).systemInputVolumeM3).toBeCloseTo(7440 + 500 + 60 - 1000, 6);
  });

  it('feeds a DMA without metered boundaries by a well, but not one that water leaves metered', async () => {
    const tenant = await world.tenant();
    await enter(codeOf(tenant), [volume('OWN_SOURCES', 900)]);
    expect((await balanceOf(tenant)).systemInputVolumeM3).toBe(900);
    await addMeters(world, tenant, [
      { kind: 'zone', dmaId: null, sourceDmaId: tenant.dmas[0]?.id ?? '' },
    ]);
    const after = await balanceOf(tenant);
    expect(after.systemInputVolumeM3).toBeNull();
    const unused = after.warnings.find((each) => each.code === 'ENTERED_VOLUMES_PARTIAL');
    expect(unused?.message).toContain('OWN_SOURCES would change a metered input that is unknown');
  });

  it('replaces what was entered for the same time, and keeps the old one', async () => {
    const tenant = await world.tenant();
    await enter(codeOf(tenant), [volume('SYSTEM_INPUT', 10_000)]);
    await enter(codeOf(tenant), [volume('SYSTEM_INPUT', 12_000)]);
    const dma = await dmaOf(tenant, january);
    expect(dma?.enteredVolumes).toEqual([{ kind: 'SYSTEM_INPUT', volumeM3: 12_000 }]);
    const { rows } = await world.client.query(
      `select volume_m3, replaced_at is null as current from analysis.entered_volumes
       where dma_id = $1 order by volume_m3`,
      [tenant.dmas[0]?.id],
    );
    expect(rows).toEqual([
      { volume_m3: 10_000, current: false },
      { volume_m3: 12_000, current: true },
    ]);
    const audit = await world.client.query(
      `select count(*)::int as count from public.outbox
       where topic = 'audit' and payload ->> 'action' = 'analysis.volumes.entered'
         and payload #>> '{subject,id}' = $1`,
      [tenant.dmas[0]?.id],
    );
    expect(audit.rows).toEqual([{ count: 2 }]);
  });

  it('refuses time that overlaps another, and writes nothing of the rest', async () => {
    const tenant = await world.tenant();
    await enter(codeOf(tenant), [volume('SYSTEM_INPUT', 10_000)]);
    const late = { from: '2026-01-20T00:00:00Z', to: '2026-02-20T00:00:00Z' };
    const { volumes, userErrors } = await enter(codeOf(tenant), [
      volume('BILLED_METERED', 7000),
      volume('SYSTEM_INPUT', 5000, { period: late }),
    ]);
    expect(volumes).toBeNull();
    expect(userErrors).toEqual([
      {
        __typename: 'OverlappingPeriodError',
        path: ['volumes', '1', 'period'],
        message: expect.stringContaining('2026-01-01T00:00Z to 2026-02-01T00:00Z'),
        existingVolume: { kind: 'SYSTEM_INPUT', volumeM3: 10_000 },
      },
    ]);
    expect((await balanceOf(tenant)).billedMeteredM3).toBeNull();
    const own = await enter(codeOf(tenant), [
      volume('EXPORTED', 1),
      volume('EXPORTED', 2, { period: half }),
    ]);
    expect(own.userErrors[0]).toMatchObject({
      __typename: 'OverlappingPeriodError',
      existingVolume: null,
    });
  });

  it('adds up months, spreads what is longer and says so, and leaves parts unused', async () => {
    const tenant = await world.tenant();
    const february = { from: january.to, to: '2026-03-01T00:00:00Z' };
    await enter(codeOf(tenant), [
      volume('SYSTEM_INPUT', 10_000),
      volume('SYSTEM_INPUT', 9000, { period: february }),
    ]);
    const both = await balanceOf(tenant, { from: january.from, to: february.to });
    expect(both.systemInputVolumeM3).toBe(19_000);
    const first = await balanceOf(tenant, half);
    expect(first.systemInputVolumeM3).toBe(5000);
    expect(codesOf(first)).toContain('ENTERED_VOLUMES_SPREAD');
    // 5 % as entered and 15 % for the half that lies outside.
    expect(first.margins['systemInputVolumeM3']).toBeCloseTo(5000 * Math.hypot(0.05, 0.15), 6);
    const longer = await balanceOf(tenant, { from: '2025-12-01T00:00:00Z', to: january.to });
    expect(longer.systemInputVolumeM3).toBeNull();
    expect(
      longer.warnings.find((each) => each.code === 'ENTERED_VOLUMES_PARTIAL')?.message,
    ).toContain('SYSTEM_INPUT (50 % of the time)');
  });

  it('makes kept balances of its time out of date, and no others', async () => {
    const tenant = await world.tenant();
    await enter(codeOf(tenant), [volume('SYSTEM_INPUT', 10_000), volume('BILLED_METERED', 7000)]);
    const calculate = `mutation ($input: CalculateWaterBalanceInput!) {
      calculateWaterBalance(input: $input) { calculation { id } } }`;
    for (const period of [january, { from: '2025-12-01T00:00:00Z', to: january.from }]) {
      await world.ask(calculate, { input: { dmaCode: codeOf(tenant), period } });
    }
    await enter(codeOf(tenant), [volume('SYSTEM_INPUT', 11_000)]);
    while (await world.recalculate());
    const history = `enteredVolumes(${periodArgument}) { kind } waterBalanceHistory { nodes { isCurrent cause
      balance { systemInputVolumeM3 } } }`;
    const answer = await world.ask(entityQuery('Dma', history), {
      id: tenant.dmas[0]?.id,
      ...january,
    });
    const { nodes } = (entityOf(answer) as { waterBalanceHistory: { nodes: readonly object[] } })
      .waterBalanceHistory;
    expect(nodes).toHaveLength(3);
    expect(nodes).toEqual(
      expect.arrayContaining([
        { isCurrent: true, cause: 'LATE_DATA', balance: { systemInputVolumeM3: 11_000 } },
        { isCurrent: false, cause: 'ASKED_FOR', balance: { systemInputVolumeM3: 10_000 } },
        { isCurrent: true, cause: 'ASKED_FOR', balance: { systemInputVolumeM3: null } },
      ]),
    );
  });

  it('names each wrong field', async () => {
    const { code } = (await world.tenant()).dmas[0] ?? { code: '' };
    const pathsOf = async (...volumes: object[]) =>
      (await enter(code, volumes)).userErrors.map((error) => [error['__typename'], error['path']]);
    const invalid = (field: string) => [['InvalidInputError', ['volumes', '0', field]]];
    expect(await pathsOf()).toEqual([['InvalidInputError', ['volumes']]]);
    expect(await pathsOf(volume('EXPORTED', -1))).toEqual(invalid('volumeM3'));
    expect(await pathsOf(volume('EXPORTED', 1, { margin95Ratio: 5 }))).toEqual(
      invalid('margin95Ratio'),
    );
    expect(await pathsOf(volume('EXPORTED', 1, { grade: 11 }))).toEqual(invalid('grade'));
    expect(await pathsOf(volume('EXPORTED', 1, { note: 'x'.repeat(501) }))).toEqual(
      invalid('note'),
    );
    const reversed = { period: { from: january.to, to: january.from } };
    expect(await pathsOf(volume('EXPORTED', 1, reversed))).toEqual(invalid('period'));
  });

  it('needs analysis:write and treats a DMA outside the scope like an absent one', async () => {
    const [mine, theirs] = [await world.tenant(), await world.tenant()];
    const input = { dmaCode: codeOf(theirs), volumes: [volume('EXPORTED', 1)] };
    const refused = await world.ask(mutation, { input }, { permissions: ['analysis:read'] });
    expect(refused.errors[0]?.code).toBe('FORBIDDEN');
    const scope = { regionIds: [mine.regionId], branchIds: [], dmaIds: [] };
    const { userErrors } = await enter(codeOf(theirs), input.volumes, { scope });
    expect(userErrors).toEqual([
      expect.objectContaining({ __typename: 'NotFoundError', path: ['dmaCode'] }),
    ]);
    await enter(codeOf(theirs), input.volumes);
    expect(await dmaOf(theirs, january, { scope })).toBeNull();
  });
});

describe('withdrawEnteredVolumes', () => {
  const withdrawal = `mutation ($input: WithdrawEnteredVolumesInput!) {
    withdrawEnteredVolumes(input: $input) {
      volumes { id kind volumeM3 } userErrors { __typename ... on UserError { message path } } } }`;
  const withdraw = async (dmaCode: string, ids: readonly unknown[], claims = {}) => {
    const answer = await world.ask(withdrawal, { input: { dmaCode, ids } }, claims);
    expect(answer.errors).toEqual([]);
    return answer.data?.['withdrawEnteredVolumes'] as Payload;
  };

  it('takes back what should not have been entered, and keeps it as history', async () => {
    const tenant = await world.tenant();
    const { volumes } = await enter(codeOf(tenant), [
      volume('SYSTEM_INPUT', 10_000),
      volume('BILLED_METERED', 7000),
    ]);
    const [wrong, right] = volumes ?? [];
    expect(await withdraw(codeOf(tenant), [wrong?.['id']])).toEqual({
      volumes: [{ id: wrong?.['id'], kind: 'SYSTEM_INPUT', volumeM3: 10_000 }],
      userErrors: [],
    });
    expect((await dmaOf(tenant, january))?.enteredVolumes).toEqual([
      { kind: 'BILLED_METERED', volumeM3: 7000 },
    ]);
    expect((await balanceOf(tenant)).systemInputVolumeM3).toBeNull();
    const { rows } = await world.client.query(
      `select replaced_at is not null as gone from analysis.entered_volumes where id = $1`,
      [wrong?.['id']],
    );
    expect(rows).toEqual([{ gone: true }]);
    const audited = await world.client.query(
      `select payload -> 'details' -> 'volumeIds' as ids from public.outbox
       where topic = 'audit' and payload ->> 'action' = 'analysis.volumes.withdrawn'
         and payload -> 'details' ->> 'dmaCode' = $1`,
      [codeOf(tenant)],
    );
    expect(audited.rows).toEqual([{ ids: [wrong?.['id']] }]);
    // Free again for another figure.
    expect((await enter(codeOf(tenant), [volume('SYSTEM_INPUT', 9000)])).userErrors).toEqual([]);
    expect(right?.['kind']).toBe('BILLED_METERED');
  });

  it('calculates kept balances of its time again', async () => {
    const tenant = await world.tenant();
    const { volumes } = await enter(codeOf(tenant), [
      volume('SYSTEM_INPUT', 10_000),
      volume('BILLED_METERED', 7000),
    ]);
    await world.ask(
      `mutation ($input: CalculateWaterBalanceInput!) {
        calculateWaterBalance(input: $input) { userErrors { __typename } } }`,
      { input: { dmaCode: codeOf(tenant), period: january } },
    );
    await withdraw(codeOf(tenant), [volumes?.[1]?.['id']]);
    await world.recalculate();
    const answer = await world.ask(
      entityQuery(
        'Dma',
        'waterBalanceHistory { nodes { cause isCurrent balance { billedMeteredM3 } } }',
      ),
      { id: tenant.dmas[0]?.id },
    );
    expect(entityOf(answer)).toEqual({
      waterBalanceHistory: {
        nodes: [
          { cause: 'LATE_DATA', isCurrent: true, balance: { billedMeteredM3: null } },
          { cause: 'ASKED_FOR', isCurrent: false, balance: { billedMeteredM3: 7000 } },
        ],
      },
    });
  });

  it('withdraws all or none, and nothing twice, of another DMA or beyond the scope', async () => {
    const [mine, theirs] = [await world.tenant(), await world.tenant()];
    const one = (await enter(codeOf(mine), [volume('IMPORTED', 10)])).volumes?.[0]?.['id'];
    const other = (await enter(codeOf(theirs), [volume('IMPORTED', 10)])).volumes?.[0]?.['id'];
    const refused = await withdraw(codeOf(mine), [one, other]);
    expect(refused.volumes).toBeNull();
    expect(refused.userErrors).toEqual([
      {
        __typename: 'NotFoundError',
        message: `No volume ${String(other)} is in force for ${codeOf(mine)}: it may have been replaced or withdrawn.`,
        path: ['ids', '1'],
      },
    ]);
    expect((await dmaOf(mine, january))?.enteredVolumes).toHaveLength(1);
    expect((await withdraw(codeOf(mine), ['x'])).userErrors).toHaveLength(1);
    expect((await withdraw(codeOf(mine), [])).userErrors).toMatchObject([{ path: ['ids'] }]);
    expect((await withdraw(codeOf(mine), [one])).userErrors).toEqual([]);
    expect((await withdraw(codeOf(mine), [one])).userErrors).toHaveLength(1);
    const scope = { regionIds: [mine.regionId], branchIds: [], dmaIds: [] };
    expect((await withdraw(codeOf(theirs), [other], { scope })).userErrors).toMatchObject([
      { message: `There is no DMA ${codeOf(theirs)}.`, path: ['dmaCode'] },
    ]);
    const input = { dmaCode: codeOf(mine), ids: [other] };
    const reader = await world.ask(withdrawal, { input }, { permissions: ['analysis:read'] });
    expect(reader.errors[0]?.code).toBe('FORBIDDEN');
  });
});

import type { TestTenant } from '@waris/testkit';
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

// Ten days of Bangkok: 240 hours.
const period = { from: '2026-01-09T17:00:00Z', to: '2026-01-19T17:00:00Z' };
const quarterHours = 960;

const fields = `waterBalance(${periodArgument}) {
  systemInputVolumeM3 billedMeteredM3 billedUnmeteredM3 unbilledMeteredM3 unbilledUnmeteredM3
  unauthorisedConsumptionM3 customerMeterInaccuracyM3 dataHandlingErrorsM3
  authorisedConsumptionM3 revenueWaterM3 waterLossesM3 apparentLossesM3 realLossesM3
  nonRevenueWaterM3 nonRevenueWaterRatio
  systemInput { completenessRatio estimatedRatio }
  billedMetered { meterCount metersWithoutReadings coverageRatio }
  estimatedComponents { component }
  indicators { unavoidableAnnualRealLossesM3 currentAnnualRealLossesM3 infrastructureLeakageIndex
    band bandMatrix validity formula realLossesLitresPerConnectionPerDay }
  nightFlowLeakage { leakageM3 differenceM3 nightCount }
  coveredDmaCodes missingDmaCodes warnings { code }
}`;

async function balanceOf(tenant: TestTenant, range = period, claims = {}) {
  const id = tenant.dmas[0]?.id;
  const answer = await world.ask(entityQuery('Dma', fields), { id, ...range }, claims);
  expect(answer.errors).toEqual([]);
  return (entityOf(answer) as { waterBalance: Balance | null } | null)?.waterBalance ?? null;
}

type Balance = Readonly<Record<string, unknown>> & {
  readonly warnings: readonly { readonly code: string }[];
  readonly estimatedComponents: readonly { readonly component: string }[];
};

const codesOf = (balance: Balance | null) => balance?.warnings.map((warning) => warning.code);
const estimatesOf = (balance: Balance | null) =>
  balance?.estimatedComponents.map((each) => each.component);

/** 20 m³/h come in by one meter, 5 leave by another: 3,600 m³ in ten days. */
async function addInflow(tenant: TestTenant, gaps: (index: number) => boolean = () => false) {
  const dmaId = tenant.dmas[0]?.id ?? '';
  const [inlet = '', outlet = ''] = await addMeters(world, tenant, [
    { kind: 'bulk', dmaId },
    { kind: 'zone', dmaId: null, sourceDmaId: dmaId },
  ]);
  const flows = Array.from({ length: quarterHours }, (_, index) => (gaps(index) ? null : 20));
  const options = { from: period.from, minutes: 15 };
  await addSeries(world, 'flow_readings', inlet, options, flows);
  await addSeries(world, 'flow_readings', outlet, options, Array(quarterHours).fill(5));
}

async function addCustomers(tenant: TestTenant, count: number) {
  const dmaId = tenant.dmas[0]?.id ?? '';
  return addMeters(
    world,
    tenant,
    Array.from({ length: count }, () => ({ kind: 'customer', dmaId })),
  );
}

describe('Dma.waterBalance', () => {
  it('adds up a small world as by hand', async () => {
    const tenant = await world.tenant();
    await addInflow(tenant);
    const [first = '', second = ''] = await addCustomers(tenant, 2);
    await addRegisters(world, [
      // 40 days at 50 m³ a day: 500 in the period.
      { meterId: first, at: '2025-12-30T17:00:00Z', registerM3: 1000 },
      { meterId: first, at: '2026-02-08T17:00:00Z', registerM3: 3000 },
      // 100 m³ a day up to the middle of the period, then 300: 500 + 1,500.
      { meterId: second, at: '2026-01-04T17:00:00Z', registerM3: 0 },
      { meterId: second, at: '2026-01-14T17:00:00Z', registerM3: 1000 },
      { meterId: second, at: '2026-01-24T17:00:00Z', registerM3: 4000 },
    ]);
    const balance = await balanceOf(tenant);
    expect(balance).toMatchObject({
      systemInput: { completenessRatio: 1, estimatedRatio: 0 },
      billedMetered: { meterCount: 2, metersWithoutReadings: 0, coverageRatio: 1 },
      coveredDmaCodes: [tenant.dmas[0]?.code],
      missingDmaCodes: [],
      billedUnmeteredM3: 0,
      unbilledMeteredM3: 0,
    });
    const inaccuracy = (2500 * 0.02) / 0.98;
    const expected = {
      systemInputVolumeM3: 3600,
      billedMeteredM3: 2500,
      unbilledUnmeteredM3: 45,
      unauthorisedConsumptionM3: 9,
      dataHandlingErrorsM3: 6.25,
      customerMeterInaccuracyM3: inaccuracy,
      authorisedConsumptionM3: 2545,
      revenueWaterM3: 2500,
      waterLossesM3: 1055,
      apparentLossesM3: 15.25 + inaccuracy,
      realLossesM3: 1055 - 15.25 - inaccuracy,
      nonRevenueWaterM3: 1100,
      nonRevenueWaterRatio: 1100 / 3600,
    };
    for (const [name, value] of Object.entries(expected)) {
      expect([name, balance?.[name]]).toEqual([name, expect.closeTo(value, 6)]);
    }
    expect(estimatesOf(balance)).toEqual([
      'BILLED_UNMETERED',
      'UNBILLED_METERED',
      'UNBILLED_UNMETERED',
      'UNAUTHORISED_CONSUMPTION',
      'DATA_HANDLING_ERRORS',
      'CUSTOMER_METER_INACCURACY',
    ]);
    // (18·15 + 0.8·1500)·25 litres a day, and ten days of losses for a year.
    const unavoidable = ((18 * 15 + 0.8 * 1500) * 25 * 365) / 1000;
    const current = expected.realLossesM3 * 36.5;
    expect(balance?.['indicators']).toMatchObject({
      unavoidableAnnualRealLossesM3: expect.closeTo(unavoidable, 6),
      currentAnnualRealLossesM3: expect.closeTo(current, 6),
      infrastructureLeakageIndex: expect.closeTo(current / unavoidable, 9),
      band: 'A',
      bandMatrix: 'LOW_MIDDLE_INCOME',
      validity: 'INDICATIVE',
      formula: 'IWA_METRIC',
    });
    // 15 m³/h at night less 1.5 of legitimate use, 24 h, 10 days.
    expect(balance?.['nightFlowLeakage']).toEqual({
      leakageM3: expect.closeTo(3240, 6),
      differenceM3: expect.closeTo(expected.realLossesM3 - 3240, 6),
      nightCount: 10,
    });
    // The customers were read days before the period and after it.
    expect(codesOf(balance)).toEqual([
      'CUSTOMER_READINGS_SPREAD',
      'PRIVATE_PIPE_LENGTH_ASSUMED_NONE',
      'LEAKAGE_INDEX_INDICATIVE',
    ]);
  });

  it('fills gaps of up to a tenth with the same hour of other days and says so', async () => {
    const tenant = await world.tenant();
    // The fifth day is missing from 00:00 to 12:00.
    await addInflow(tenant, (index) => index >= 4 * 96 && index < 4 * 96 + 48);
    const balance = await balanceOf(tenant);
    expect(balance).toMatchObject({
      systemInputVolumeM3: expect.closeTo(3600, 6),
      systemInput: { completenessRatio: 0.95, estimatedRatio: expect.closeTo(0.05, 9) },
    });
    expect(codesOf(balance)).toContain('SYSTEM_INPUT_ESTIMATED');
    expect(estimatesOf(balance)).toContain('SYSTEM_INPUT');
  });

  it('counts each boundary meter while it is in service, before and after an exchange', async () => {
    const tenant = await world.tenant();
    const dmaId = tenant.dmas[0]?.id ?? '';
    const exchangedAt = '2026-01-14T05:07:00Z';
    const addedAt = '2026-01-16T17:00:00Z';
    const retiredAt = '2026-01-11T17:00:00Z';
    const [before = '', after = '', added = '', retired = ''] = await addMeters(world, tenant, [
      { kind: 'bulk', dmaId, retiredAt: exchangedAt },
      { kind: 'bulk', dmaId, inServiceAt: exchangedAt },
      { kind: 'zone', dmaId, inServiceAt: addedAt },
      { kind: 'zone', dmaId: null, sourceDmaId: dmaId, retiredAt },
    ]);
    // All send throughout, in stock as at another place; the two at the inlet read alike.
    const flows = { [before]: 20, [after]: 20, [added]: 10, [retired]: 5 };
    for (const [meterId, flow] of Object.entries(flows)) {
      const options = { from: period.from, minutes: 15 };
      await addSeries(world, 'flow_readings', meterId, options, Array(quarterHours).fill(flow));
    }
    expect(await balanceOf(tenant)).toMatchObject({
      // 20 m³/h for ten days and 10 for the last three, less 5 in the first two.
      systemInputVolumeM3: expect.closeTo(20 * 240 + 10 * 72 - 5 * 48, 6),
      systemInput: { completenessRatio: 1, estimatedRatio: 0 },
      nightFlowLeakage: { nightCount: 10 },
    });
  });

  it('does not take what leaves for the input while no inlet is in service', async () => {
    const tenant = await world.tenant();
    const dmaId = tenant.dmas[0]?.id ?? '';
    const [inlet = '', outlet = ''] = await addMeters(world, tenant, [
      { kind: 'bulk', dmaId, retiredAt: period.from },
      { kind: 'zone', dmaId: null, sourceDmaId: dmaId },
    ]);
    for (const meterId of [inlet, outlet]) {
      const options = { from: period.from, minutes: 15 };
      await addSeries(world, 'flow_readings', meterId, options, Array(quarterHours).fill(5));
    }
    expect(await balanceOf(tenant)).toMatchObject({
      systemInputVolumeM3: null,
      systemInput: { completenessRatio: 0 },
    });
  });

  it('leaves the input unknown when more is missing, and what rests on it', async () => {
    const tenant = await world.tenant();
    await addInflow(tenant, (index) => index >= 4 * 96 && index < 5 * 96 + 12);
    const balance = await balanceOf(tenant);
    expect(balance).toMatchObject({
      systemInputVolumeM3: null,
      waterLossesM3: null,
      nonRevenueWaterRatio: null,
      coveredDmaCodes: [],
      missingDmaCodes: [tenant.dmas[0]?.code],
    });
    expect(codesOf(balance)).toContain('SYSTEM_INPUT_INCOMPLETE');
  });

  it('takes unread customers at the mean of the others only when nine of ten were read', async () => {
    const tenant = await world.tenant();
    const meters = await addCustomers(tenant, 10);
    const readings = (ids: readonly string[]) =>
      ids.flatMap((meterId) => [
        { meterId, at: period.from, registerM3: 100 },
        { meterId, at: period.to, registerM3: 110 },
      ]);
    await addRegisters(world, readings(meters.slice(0, 8)));
    const incomplete = await balanceOf(tenant);
    expect(incomplete).toMatchObject({
      billedMeteredM3: null,
      billedMetered: { meterCount: 10, metersWithoutReadings: 2, coverageRatio: 0.8 },
    });
    expect(codesOf(incomplete)).toContain('CUSTOMER_READINGS_INCOMPLETE');

    await addRegisters(world, readings(meters.slice(8, 9)));
    const enough = await balanceOf(tenant);
    expect(enough).toMatchObject({
      billedMeteredM3: expect.closeTo(100, 9),
      billedMetered: { meterCount: 10, metersWithoutReadings: 1, coverageRatio: 0.9 },
    });
    expect(estimatesOf(enough)).toContain('BILLED_METERED');
  });

  it('wants each customer meter while it was in service: of one that was exchanged either part', async () => {
    const tenant = await world.tenant();
    const dmaId = tenant.dmas[0]?.id ?? '';
    // In the middle of the ten days one meter takes the place of another, and a house is connected.
    const middle = '2026-01-14T17:00:00Z';
    const [old = '', fresh = '', house = '', gone = '', coming = ''] = await addMeters(
      world,
      tenant,
      [
        { kind: 'customer', dmaId, retiredAt: middle },
        { kind: 'customer', dmaId, inServiceAt: middle },
        { kind: 'customer', dmaId, inServiceAt: middle },
        { kind: 'customer', dmaId, retiredAt: period.from },
        { kind: 'customer', dmaId, inServiceAt: period.to },
      ],
    );
    const later = '2026-01-24T17:00:00Z';
    await addRegisters(world, [
      { meterId: old, at: period.from, registerM3: 100 },
      // Read in the workshop, five days after it was taken out.
      { meterId: old, at: '2026-01-19T17:00:00Z', registerM3: 150 },
      { meterId: fresh, at: middle, registerM3: 0 },
      { meterId: fresh, at: period.to, registerM3: 50 },
      { meterId: house, at: middle, registerM3: 0 },
      { meterId: house, at: period.to, registerM3: 20 },
      { meterId: gone, at: '2026-01-04T17:00:00Z', registerM3: 0 },
      { meterId: gone, at: later, registerM3: 500 },
      { meterId: coming, at: period.to, registerM3: 0 },
      { meterId: coming, at: later, registerM3: 500 },
    ]);
    const balance = await balanceOf(tenant);
    expect(balance).toMatchObject({
      billedMeteredM3: expect.closeTo(120, 6),
      billedMetered: { meterCount: 3, metersWithoutReadings: 0, coverageRatio: 1 },
    });
    expect(codesOf(balance)).not.toContain('CUSTOMER_READINGS_ESTIMATED');
    expect(codesOf(balance)).not.toContain('CUSTOMER_READINGS_SPREAD');
  });

  it('passes over invalid readings and leaves out a register that went back', async () => {
    const tenant = await world.tenant();
    const [sound = '', back = '', swapped = ''] = await addCustomers(tenant, 3);
    await addRegisters(world, [
      { meterId: sound, at: period.from, registerM3: 0 },
      { meterId: sound, at: '2026-01-12T00:00:00Z', registerM3: 9999, valid: false },
      { meterId: sound, at: period.to, registerM3: 30 },
      { meterId: back, at: period.from, registerM3: 500 },
      { meterId: back, at: period.to, registerM3: 20 },
      { meterId: swapped, at: period.from, registerM3: 500 },
      { meterId: swapped, at: period.to, registerM3: 3, consumptionM3: 12 },
    ]);
    const balance = await balanceOf(tenant);
    expect(balance).toMatchObject({
      billedMeteredM3: null,
      billedMetered: { meterCount: 3, metersWithoutReadings: 1 },
    });
    expect(codesOf(balance)).toContain('REGISTER_WENT_BACK');
  });

  it('shows negative losses with a warning', async () => {
    const tenant = await world.tenant();
    await addInflow(tenant);
    const [meterId = ''] = await addCustomers(tenant, 1);
    await addRegisters(world, [
      { meterId, at: period.from, registerM3: 0 },
      { meterId, at: period.to, registerM3: 4000 },
    ]);
    const balance = await balanceOf(tenant);
    expect(balance).toMatchObject({ nonRevenueWaterM3: expect.closeTo(-400, 6) });
    expect(codesOf(balance)).toEqual(
      expect.arrayContaining(['NEGATIVE_WATER_LOSSES', 'NEGATIVE_REAL_LOSSES']),
    );
  });

  it('tells what a bare DMA lacks', async () => {
    const tenant = await world.tenant();
    await world.client.query(
      'update dma.dmas set connections = null, average_pressure_m = null, mains_length_km = null where id = $1',
      [tenant.dmas[0]?.id],
    );
    const balance = await balanceOf(tenant);
    expect(balance).toMatchObject({
      systemInputVolumeM3: null,
      billedMeteredM3: null,
      realLossesM3: null,
      nightFlowLeakage: null,
      indicators: { unavoidableAnnualRealLossesM3: null, infrastructureLeakageIndex: null },
    });
    expect(codesOf(balance)).toEqual([
      'NO_INLET_METER',
      'NO_CUSTOMER_METERS',
      'CONNECTIONS_UNKNOWN',
      'MAINS_LENGTH_UNKNOWN',
      'PRESSURE_UNKNOWN',
      'PRIVATE_PIPE_LENGTH_ASSUMED_NONE',
    ]);
  });

  it('takes the mean of pressure readings where none was surveyed, tank levels apart', async () => {
    const tenant = await world.tenant();
    const dmaId = tenant.dmas[0]?.id ?? '';
    await world.client.query('update dma.dmas set average_pressure_m = null where id = $1', [
      dmaId,
    ]);
    const [pressure = '', level = ''] = await addMeters(world, tenant, [
      { kind: 'pressure', dmaId },
      { kind: 'level', dmaId },
    ]);
    const options = { from: period.from, minutes: 60 };
    await addSeries(world, 'pressure_readings', pressure, options, Array(240).fill(30));
    await addSeries(world, 'pressure_readings', level, options, Array(240).fill(2));
    const balance = await balanceOf(tenant);
    expect(balance?.['indicators']).toMatchObject({
      unavoidableAnnualRealLossesM3: expect.closeTo(((18 * 15 + 1200) * 30 * 365) / 1000, 6),
    });
    expect(codesOf(balance)).toContain('PRESSURE_FROM_READINGS');
  });

  it('says so when nothing was read in the period or the period is not over', async () => {
    const tenant = await world.tenant();
    await addInflow(tenant);
    const empty = { from: '2024-01-01T00:00:00Z', to: '2024-02-01T00:00:00Z' };
    expect(codesOf(await balanceOf(tenant, empty))).toContain('NO_FLOW_READINGS');
    const running = { from: '2026-02-25T00:00:00Z', to: '2026-03-02T00:00:00Z' };
    expect(codesOf(await balanceOf(tenant, running))).toContain('PERIOD_NOT_OVER');
  });

  it.each([
    ['empty', { from: period.from, to: period.from }],
    ['reversed', { from: period.to, to: period.from }],
    ['longer than two years', { from: '2023-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }],
  ])('refuses a period that is %s', async (words, range) => {
    const tenant = await world.tenant();
    const answer = await world.ask(entityQuery('Dma', fields), {
      id: tenant.dmas[0]?.id,
      ...range,
    });
    expect(answer.errors).toEqual([
      { code: 'BAD_USER_INPUT', message: expect.stringContaining(words) },
    ]);
  });
});

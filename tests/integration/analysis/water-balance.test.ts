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
  const entity = entityOf(answer) as { waterBalance: any } | null;
  return entity?.waterBalance ?? null;
}

const codesOf = (balance: { warnings: { code: string }[] }) =>
  balance.warnings.map((warning) => warning.code);

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
  return addMeters(world, tenant, Array(count).fill({ kind: 'customer', dmaId }));
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
      expect([name, balance[name]]).toEqual([name, expect.closeTo(value, 6)]);
    }
    expect(balance.estimatedComponents.map((each: any) => each.component)).toEqual([
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
    expect(balance.indicators).toMatchObject({
      unavoidableAnnualRealLossesM3: expect.closeTo(unavoidable, 6),
      currentAnnualRealLossesM3: expect.closeTo(current, 6),
      infrastructureLeakageIndex: expect.closeTo(current / unavoidable, 9),
      band: 'A',
      bandMatrix: 'LOW_MIDDLE_INCOME',
      validity: 'INDICATIVE',
      formula: 'IWA_METRIC',
    });
    // 15 m³/h at night less 1.5 of legitimate use, 24 h, 10 days.
    expect(balance.nightFlowLeakage).toEqual({
      leakageM3: expect.closeTo(3240, 6),
      differenceM3: expect.closeTo(expected.realLossesM3 - 3240, 6),
      nightCount: 10,
    });
    expect(codesOf(balance)).toEqual([
      'PRIVATE_PIPE_LENGTH_ASSUMED_NONE',
      'LEAKAGE_INDEX_INDICATIVE',
    ]);
  });
});

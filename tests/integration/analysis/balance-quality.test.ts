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
const hours = 240;

const fields = `waterBalance(${periodArgument}) {
  systemInputVolumeM3 billedMeteredM3 realLossesM3 nonRevenueWaterM3 nonRevenueWaterRatio
  unbilledUnmeteredM3 unauthorisedConsumptionM3 customerMeterInaccuracyM3 dataHandlingErrorsM3
  systemInput { completenessRatio partialEstimateM3 partialEstimateMargin95M3 }
  margins { systemInputVolumeM3 billedMeteredM3 realLossesM3 nonRevenueWaterM3 nonRevenueWaterRatio
    currentAnnualRealLossesM3 unavoidableAnnualRealLossesM3 infrastructureLeakageIndex }
  inputs { input source margin95Ratio grade }
  dataValidity { validityScore tier priorityAreas }
  indicators { infrastructureLeakageIndex currentAnnualRealLossesM3 unavoidableAnnualRealLossesM3 }
  nightFlowLeakage { leakageM3 leakageMargin95M3 differenceM3 differenceMargin95M3 agree }
  warnings { code message } }`;

type Figures = Readonly<Record<string, number | null>>;
type Balance = Figures & {
  readonly margins: Figures;
  readonly systemInput: Figures;
  readonly indicators: Figures;
  readonly nightFlowLeakage: Figures | null;
  readonly inputs: readonly Readonly<Record<string, unknown>>[];
  readonly dataValidity: {
    readonly validityScore: number;
    readonly tier: string;
    readonly priorityAreas: readonly string[];
  };
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
};

async function balanceOf(
  type: 'Dma' | 'Branch',
  id: string | undefined,
  of: { readonly from: string; readonly to: string } = period,
): Promise<Balance> {
  const answer = await world.ask(entityQuery(type, fields), { id, ...of });
  expect(answer.errors).toEqual([]);
  return (entityOf(answer) as { waterBalance: Balance }).waterBalance;
}

const dmaId = (tenant: TestTenant, index = 0) => tenant.dmas[index]?.id ?? '';
const inputOf = (balance: Balance, input: string) =>
  balance.inputs.find((each) => each['input'] === input);
const messageOf = (balance: Balance, code: string) =>
  balance.warnings.find((warning) => warning.code === code)?.message;

/** A steady inflow, and a customer who draws `billedM3` in the period. */
async function fill(
  tenant: TestTenant,
  flowM3PerHour: number,
  billedM3: number | null,
  isMissing: (hour: number) => boolean = () => false,
) {
  const [inlet = '', customer = ''] = await addMeters(world, tenant, [
    { kind: 'bulk', dmaId: dmaId(tenant) },
    { kind: 'customer', dmaId: dmaId(tenant) },
  ]);
  const flows = Array.from({ length: hours }, (_, hour) =>
    isMissing(hour) ? null : flowM3PerHour,
  );
  await addSeries(world, 'flow_readings', inlet, { from: period.from, minutes: 60 }, flows);
  if (billedM3 !== null) {
    await addRegisters(world, [
      { meterId: customer, at: period.from, registerM3: 0 },
      { meterId: customer, at: period.to, registerM3: billedM3 },
    ]);
  }
  return inlet;
}

async function setCalibration(meterId: string, day: string) {
  await world.client.query('update dma.meters set last_calibrated_on = $2 where id = $1', [
    meterId,
    day,
  ]);
}

describe('the margins of a stored balance', () => {
  it('are those of its inputs, carried to losses, share and ILI', async () => {
    const tenant = await world.tenant();
    await setCalibration(await fill(tenant, 10, 1500), '2025-12-01');
    const balance = await balanceOf('Dma', dmaId(tenant));
    const ofInput = 2400 * 0.02;
    const ofBilled = 1500 * 0.02;
    const others = [
      Number(balance['unbilledUnmeteredM3']) * 0.5,
      Number(balance['unauthorisedConsumptionM3']),
      Number(balance['customerMeterInaccuracyM3']) * 0.5,
      Number(balance['dataHandlingErrorsM3']),
    ];
    const ofReal = Math.hypot(ofInput, ofBilled, ...others);
    const uarl = Number(balance.indicators['unavoidableAnnualRealLossesM3']);
    const ofUarl = uarl * Math.hypot(Math.hypot(270 * 0.05, 1200 * 0.02) / 1470, 0.05);
    const index = Number(balance.indicators['infrastructureLeakageIndex']);
    const expected = {
      systemInputVolumeM3: ofInput,
      billedMeteredM3: ofBilled,
      nonRevenueWaterM3: Math.hypot(ofInput, ofBilled),
      nonRevenueWaterRatio: Math.hypot(ofBilled / 2400, (1500 / 2400) * 0.02),
      realLossesM3: ofReal,
      currentAnnualRealLossesM3: ofReal * 36.5,
      unavoidableAnnualRealLossesM3: ofUarl,
      infrastructureLeakageIndex:
        index * Math.hypot(ofReal / Number(balance['realLossesM3']), ofUarl / uarl),
    };
    for (const [name, value] of Object.entries(expected)) {
      expect([name, balance.margins[name]]).toEqual([name, expect.closeTo(value, 5)]);
    }
  });

  it('widen, and the grade falls, as boundary meters go untested', async () => {
    const tenant = await world.tenant();
    const inlet = await fill(tenant, 10, 1500);
    const of = async () => inputOf(await balanceOf('Dma', dmaId(tenant)), 'SYSTEM_INPUT');
    const measured = { input: 'SYSTEM_INPUT', source: 'MEASURED' };
    expect(await of()).toEqual({ ...measured, margin95Ratio: 0.05, grade: 3 });
    for (const [day, margin95Ratio, grade] of [
      ['2025-12-01', 0.02, 9],
      ['2024-12-01', 0.03, 7],
      ['2020-01-01', 0.05, 4],
      // Of tests after the period, the same: a new meter does not vouch for the one before.
      ['2026-02-15', 0.02, 9],
      ['2027-01-15', 0.03, 7],
      ['2031-01-01', 0.05, 4],
    ] as const) {
      await setCalibration(inlet, day);
      expect(await of()).toEqual({ ...measured, margin95Ratio, grade });
    }
  });

  it('widen with gaps that were filled, and the warning says by how much', async () => {
    const tenant = await world.tenant();
    const inlet = await fill(tenant, 10, 1500, (hour) => hour >= 96 && hour < 108);
    await setCalibration(inlet, '2025-12-01');
    const balance = await balanceOf('Dma', dmaId(tenant));
    expect(inputOf(balance, 'SYSTEM_INPUT')).toEqual({
      input: 'SYSTEM_INPUT',
      source: 'PARTLY_ESTIMATED',
      // A twentieth was filled, at ± 30 %.
      margin95Ratio: expect.closeTo(Math.hypot(0.02, 0.3 * 0.05), 9),
      grade: 8,
    });
    expect(messageOf(balance, 'SYSTEM_INPUT_ESTIMATED')).toContain(
      'widens the margin by up to 36.0 m³',
    );
  });

  it('widen where bills reach beyond an odd period and are spread over it', async () => {
    const tenant = await world.tenant();
    await fill(tenant, 10, 1500);
    const from = Date.parse(period.from);
    const oddly = (hoursFrom: number, hoursTo: number) => ({
      from: new Date(from + hoursFrom * 3_600_000).toISOString(),
      to: new Date(from + hoursTo * 3_600_000).toISOString(),
    });
    const ofBilled = (balance: Balance) => inputOf(balance, 'BILLED_METERED');
    const whole = await balanceOf('Dma', dmaId(tenant));
    expect(ofBilled(whole)).toMatchObject({ source: 'MEASURED', margin95Ratio: 0.02 });
    expect(messageOf(whole, 'CUSTOMER_READINGS_SPREAD')).toBeUndefined();

    // Four of ten days: 0.3 · √((1 − 0.4) / 4) beside the 2 % of the registers.
    const days = await balanceOf('Dma', dmaId(tenant), oddly(48, 144));
    expect(days['billedMeteredM3']).toBeCloseTo(600, 6);
    const ofSpreading = 0.3 * Math.sqrt(0.6 / 4);
    expect(ofBilled(days)).toMatchObject({
      source: 'PARTLY_ESTIMATED',
      margin95Ratio: expect.closeTo(Math.hypot(0.02, ofSpreading), 9),
    });
    expect(messageOf(days, 'CUSTOMER_READINGS_SPREAD')).toContain('± 11.6 %');

    // What is used in two hours of a morning, a bill of ten days does not tell.
    const morning = await balanceOf('Dma', dmaId(tenant), oddly(55, 57));
    expect(ofBilled(morning)?.['margin95Ratio']).toBeCloseTo(Math.hypot(0.02, 1), 9);
  });

  it('name the inputs to improve first', async () => {
    const tenant = await world.tenant();
    await fill(tenant, 10, 1500);
    const before = await balanceOf('Dma', dmaId(tenant));
    expect(before.dataValidity.priorityAreas[0]).toBe('SYSTEM_INPUT');
    expect(before.dataValidity.tier).toMatch(/^(II|III)$/u);
    await world.client.query(
      `update dma.meters set last_calibrated_on = '2025-12-01' where dma_id = $1 and kind = 'bulk'`,
      [dmaId(tenant)],
    );
    const after = await balanceOf('Dma', dmaId(tenant));
    expect(after.dataValidity.validityScore).toBeGreaterThan(before.dataValidity.validityScore);
    expect(after.dataValidity.priorityAreas[0]).toBe('CUSTOMER_METER_INACCURACY');
  });

  it('hold the top-down losses against those of the night, with the margin of both', async () => {
    const tenant = await world.tenant();
    await fill(tenant, 10, 300);
    const balance = await balanceOf('Dma', dmaId(tenant));
    const night = balance.nightFlowLeakage;
    expect(Number(night?.['differenceMargin95M3'])).toBeCloseTo(
      Math.hypot(Number(night?.['leakageMargin95M3']), Number(balance.margins['realLossesM3'])),
      6,
    );
    expect(night).toMatchObject({ leakageM3: expect.closeTo(2040, 6), agree: true });
    const leaky = await world.tenant();
    await fill(leaky, 10, 1500);
    expect((await balanceOf('Dma', dmaId(leaky))).nightFlowLeakage).toMatchObject({ agree: false });
  });

  it('of a branch are those of its DMAs as independent errors', async () => {
    const tenant = await world.tenant(2);
    await fill(tenant, 10, 1500);
    const second = { ...tenant, dmas: tenant.dmas.slice(1) };
    await fill(second, 7.3, 900);
    const each = [
      await balanceOf('Dma', dmaId(tenant)),
      await balanceOf('Dma', dmaId(second)),
    ] as const;
    const branch = await balanceOf('Branch', tenant.branchId);
    for (const name of ['realLossesM3', 'nonRevenueWaterM3', 'systemInputVolumeM3']) {
      const joint = Math.hypot(Number(each[0].margins[name]), Number(each[1].margins[name]));
      expect([name, branch.margins[name]]).toEqual([name, expect.closeTo(joint, 9)]);
    }
    expect(inputOf(branch, 'SYSTEM_INPUT')).toMatchObject({ source: 'MEASURED', grade: 3 });
    expect(branch.dataValidity.tier).toBe(each[0].dataValidity.tier);
  });
});

describe('bad input gets a clear answer', () => {
  it('two fifths of the readings: no total, but what it may come to', async () => {
    const tenant = await world.tenant();
    await fill(tenant, 10, 1500, (hour) => hour >= 96);
    const balance = await balanceOf('Dma', dmaId(tenant));
    expect(balance).toMatchObject({
      systemInputVolumeM3: null,
      nonRevenueWaterM3: null,
      systemInput: {
        completenessRatio: 0.4,
        partialEstimateM3: expect.closeTo(2400, 6),
        partialEstimateMargin95M3: expect.closeTo(432, 6),
      },
    });
    expect(messageOf(balance, 'SYSTEM_INPUT_INCOMPLETE')).toMatch(
      /known for 40\.0 % .* 2400 ± 432 m³\. Enter the volume/u,
    );
    expect(inputOf(balance, 'SYSTEM_INPUT')).toMatchObject({ source: 'UNKNOWN', grade: 1 });
    expect(balance.margins).toMatchObject({ realLossesM3: null, billedMeteredM3: 30 });
  });

  it('an inflow of nothing: ratios have no meaning', async () => {
    const tenant = await world.tenant();
    await fill(tenant, 0, 1500);
    const balance = await balanceOf('Dma', dmaId(tenant));
    expect(balance).toMatchObject({ systemInputVolumeM3: 0, nonRevenueWaterRatio: null });
    expect(messageOf(balance, 'NO_WATER_SUPPLIED')).toContain('No water came in');
    expect(messageOf(balance, 'NEGATIVE_REAL_LOSSES')).toBeDefined();
  });

  it('a negative inflow: shown, and which way to look', async () => {
    const tenant = await world.tenant();
    await fill(tenant, -10, 1500);
    const balance = await balanceOf('Dma', dmaId(tenant));
    expect(balance['systemInputVolumeM3']).toBeCloseTo(-2400, 6);
    expect(messageOf(balance, 'NEGATIVE_SYSTEM_INPUT')).toMatch(
      /2400\.0 m³ more flowed out than came in: check which way/u,
    );
  });

  it('no bills: the input stands, losses are unknown and billing is named', async () => {
    const tenant = await world.tenant();
    await fill(tenant, 10, null);
    const balance = await balanceOf('Dma', dmaId(tenant));
    expect(balance).toMatchObject({
      systemInputVolumeM3: expect.closeTo(2400, 6),
      realLossesM3: null,
    });
    expect(messageOf(balance, 'CUSTOMER_READINGS_INCOMPLETE')).toContain('1 of 1 meters have none');
  });

  it('a register in bar: asked about, with what it would be', async () => {
    const tenant = await world.tenant();
    await world.client.query('update dma.dmas set average_pressure_m = 2.6 where id = $1', [
      dmaId(tenant),
    ]);
    const balance = await balanceOf('Dma', dmaId(tenant));
    expect(messageOf(balance, 'PRESSURE_UNIT_DOUBTFUL')).toContain(
      'is it in bar? It would be 26.5 m',
    );
  });

  it('bills in litres: asked about, with what they would be', async () => {
    const tenant = await world.tenant();
    await fill(tenant, 10, 1_500_000);
    const balance = await balanceOf('Dma', dmaId(tenant));
    expect(messageOf(balance, 'BILLING_UNIT_DOUBTFUL')).toMatch(/in L\? They would be 1500 m³/u);
    expect(balance['billedMeteredM3']).toBeCloseTo(1_500_000, 3);
  });
});

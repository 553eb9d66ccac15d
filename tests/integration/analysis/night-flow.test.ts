import type { TestTenant } from '@waris/testkit';
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

const period = { from: '2026-01-09T17:00:00Z', to: '2026-01-12T17:00:00Z' };

type Series = {
  readonly days: readonly string[];
  readonly minimumNightFlowM3PerHour: readonly (number | null)[] | string;
  readonly warnings: readonly { readonly code: string }[];
  readonly [field: string]: unknown;
};

async function seriesOf(tenant: TestTenant, args = '', range: object = period): Promise<Series> {
  const fields = `minimumNightFlow(period: { from: $from, to: $to } ${args}) {
    method timeZone intervalSeconds days minimumNightFlowM3PerHour netNightFlowM3PerHour
    leakageM3PerDay legitimateNightConsumptionM3PerHour meanMinimumNightFlowM3PerHour targetClass
    latest { day minimumNightFlowM3PerHour litresPerConnectionPerHour targetClass }
    assumptions { legitimateNightUseLitresPerConnectionPerHour nightDayFactorHours
      nightDayFactorMeasured }
    warnings { code } }`;
  const answer = await world.ask(entityQuery('Dma', fields), {
    id: tenant.dmas[0]?.id,
    ...range,
  });
  expect(answer.errors).toEqual([]);
  return (entityOf(answer) as { minimumNightFlow: Series }).minimumNightFlow;
}

const codesOf = (series: Series) => series.warnings.map((warning) => warning.code);

async function addInlet(
  tenant: TestTenant,
  flows: readonly (number | null)[],
  from = period.from,
  minutes = 15,
) {
  const dmaId = tenant.dmas[0]?.id ?? '';
  const [inlet = ''] = await addMeters(world, tenant, [{ kind: 'bulk', dmaId }]);
  await addSeries(world, 'flow_readings', inlet, { from, minutes }, flows);
}

/** 20 m³/h by day, 6 from 02:00 to 04:00, 4 in one hour from 05:00; quarter-hours of local days. */
function ordinaryDay(index: number): number {
  const hour = (index % 96) / 4;
  if (hour >= 2 && hour < 4) return 6;
  return hour >= 5 && hour < 6 ? 4 : 20;
}
const threeDays = Array.from({ length: 3 * 96 }, (_, index) => ordinaryDay(index));

describe('Dma.minimumNightFlow', () => {
  it('is the mean from 02:00 to 04:00 of the DMA, day by day', async () => {
    const tenant = await world.tenant();
    await addInlet(tenant, threeDays);
    const series = await seriesOf(tenant);
    expect(series).toMatchObject({
      method: 'FIXED_WINDOW',
      timeZone: 'Asia/Bangkok',
      intervalSeconds: 900,
      days: ['2026-01-10', '2026-01-11', '2026-01-12'],
      minimumNightFlowM3PerHour: [6, 6, 6],
      // 1,500 connections at 1 L/h.
      legitimateNightConsumptionM3PerHour: 1.5,
      netNightFlowM3PerHour: [4.5, 4.5, 4.5],
      leakageM3PerDay: [108, 108, 108],
      targetClass: 'FROM_3_TO_5',
      latest: { day: '2026-01-12', litresPerConnectionPerHour: 4, targetClass: 'FROM_3_TO_5' },
      assumptions: { nightDayFactorHours: 24, nightDayFactorMeasured: false },
    });
    expect(codesOf(series)).toEqual(['FLAT_NIGHT_DAY_FACTOR']);
  });

  it('is the least mean of an hour when asked, and packed when asked', async () => {
    const tenant = await world.tenant();
    await addInlet(tenant, threeDays);
    const series = await seriesOf(tenant, ', method: LEAST_MOVING_MEAN');
    expect(series.minimumNightFlowM3PerHour).toEqual([4, 4, 4]);
    const packed = await seriesOf(tenant, ', encoding: BASE64_FLOAT32');
    const bytes = Buffer.from(String(packed.minimumNightFlowM3PerHour), 'base64');
    expect([0, 4, 8].map((at) => bytes.readFloatLE(at))).toEqual([6, 6, 6]);
  });

  it('leaves nights with gaps unknown', async () => {
    const tenant = await world.tenant();
    // One sample of the first night; five, away from the night, of the second day.
    const gaps = new Set([9, 96 + 60, 96 + 61, 96 + 62, 96 + 63, 96 + 64]);
    await addInlet(
      tenant,
      threeDays.map((flow, index) => (gaps.has(index) ? null : flow)),
    );
    const fixed = await seriesOf(tenant);
    expect(fixed.minimumNightFlowM3PerHour).toEqual([null, 6, 6]);
    expect(codesOf(fixed)).toContain('DAYS_INCOMPLETE');
    const moving = await seriesOf(tenant, ', method: LEAST_MOVING_MEAN');
    expect(moving.minimumNightFlowM3PerHour).toEqual([4, null, 4]);
  });

  it('works from hourly readings', async () => {
    const tenant = await world.tenant();
    const hourly = threeDays.filter((_, index) => index % 4 === 0);
    await addInlet(tenant, hourly, period.from, 60);
    expect(await seriesOf(tenant)).toMatchObject({
      intervalSeconds: 3600,
      minimumNightFlowM3PerHour: [6, 6, 6],
    });
    const moving = await seriesOf(tenant, ', method: LEAST_MOVING_MEAN');
    expect(moving.minimumNightFlowM3PerHour).toEqual([4, 4, 4]);
  });

  it('goes by the clock when clocks change', async () => {
    const tenant = await world.tenant();
    await world.client.query(`update dma.dmas set time_zone = 'Europe/Berlin' where id = $1`, [
      tenant.dmas[0]?.id,
    ]);
    // Each quarter-hour of UTC bears its hour; 29 March has 23 hours, 02:00 to 03:00 is not there.
    const from = '2025-03-28T23:00:00Z';
    await addInlet(
      tenant,
      Array.from({ length: 71 * 4 }, (_, at) => Math.floor(at / 4)),
      from,
    );
    const series = await seriesOf(tenant, '', { from, to: '2025-03-31T22:00:00Z' });
    expect(series.days).toEqual(['2025-03-29', '2025-03-30', '2025-03-31']);
    // 29th: hours 2 and 3; 30th (from hour 24): 03:00 is hour 26; 31st (from 47): hours 49 and 50.
    expect(series.minimumNightFlowM3PerHour).toEqual([2.5, 26, 49.5]);
  });

  it('takes the night-day factor from pressures', async () => {
    const tenant = await world.tenant();
    await addInlet(tenant, threeDays);
    const dmaId = tenant.dmas[0]?.id ?? '';
    const [meter = ''] = await addMeters(world, tenant, [{ kind: 'pressure', dmaId }]);
    // 40 m at night, 20 m in the other 22 hours: 2 + 22/2 = 13 h.
    const pressures = Array.from({ length: 72 }, (_, at) =>
      at % 24 === 2 || at % 24 === 3 ? 40 : 20,
    );
    await addSeries(
      world,
      'pressure_readings',
      meter,
      { from: period.from, minutes: 60 },
      pressures,
    );
    const series = await seriesOf(tenant);
    expect(series).toMatchObject({
      assumptions: { nightDayFactorHours: 13, nightDayFactorMeasured: true },
      leakageM3PerDay: [58.5, 58.5, 58.5],
      warnings: [],
    });
    const steeper = await seriesOf(tenant, ', assumptions: { leakageExponentIndex: 0.5 }');
    expect(steeper['assumptions']).toMatchObject({
      nightDayFactorHours: expect.closeTo(2 + 22 * Math.SQRT1_2, 9),
    });
  });

  it('has each day in one of two periods that meet', async () => {
    const tenant = await world.tenant();
    const noon = '2026-01-11T05:00:00Z';
    const first = await seriesOf(tenant, '', { from: period.from, to: noon });
    const second = await seriesOf(tenant, '', { from: noon, to: period.to });
    expect([...first.days, ...second.days]).toEqual(['2026-01-10', '2026-01-11', '2026-01-12']);
    expect(codesOf(first)).toContain('NO_INLET_METER');
    const none = await seriesOf(tenant, '', { from: noon, to: '2026-01-11T06:00:00Z' });
    expect(codesOf(none)).toContain('NO_DAY_IN_PERIOD');
  });

  it('shows a negative net flow, and none without connections', async () => {
    const tenant = await world.tenant();
    await addInlet(tenant, Array(288).fill(1));
    const negative = await seriesOf(tenant);
    expect(negative['netNightFlowM3PerHour']).toEqual([-0.5, -0.5, -0.5]);
    expect(codesOf(negative)).toContain('NEGATIVE_NET_NIGHT_FLOW');
    await world.client.query('update dma.dmas set connections = null where id = $1', [
      tenant.dmas[0]?.id,
    ]);
    const unknown = await seriesOf(tenant);
    expect(unknown).toMatchObject({
      minimumNightFlowM3PerHour: [1, 1, 1],
      netNightFlowM3PerHour: [null, null, null],
      targetClass: null,
    });
    expect(codesOf(unknown)).toContain('CONNECTIONS_UNKNOWN');
  });
});

describe('minimumNightFlow of a branch and a region', () => {
  const fields = `minimumNightFlow(${periodArgument}, assumptions: { legitimateUseFrom: CONNECTIONS }) {
    days minimumNightFlowM3PerHour netNightFlowM3PerHour excessNightFlowM3PerHour
    backgroundLeakageM3PerHour targetClass coveredDmaCodes missingDmaCodes warnings { code } }`;

  it('adds up its DMAs and names those that lack nights', async () => {
    const tenant = await world.tenant(2);
    const [first, second] = tenant.dmas;
    await addInlet(tenant, threeDays);
    const ask = async (type: string, id: string, claims = {}) =>
      entityOf(await world.ask(entityQuery(type, fields), { id, ...period }, claims)) as {
        minimumNightFlow: Series | null;
      };
    expect((await ask('Branch', tenant.branchId)).minimumNightFlow).toMatchObject({
      minimumNightFlowM3PerHour: [null, null, null],
      coveredDmaCodes: [first?.code],
      missingDmaCodes: [second?.code],
    });
    const [inlet = ''] = await addMeters(world, tenant, [
      { kind: 'bulk', dmaId: second?.id ?? '' },
    ]);
    const options = { from: period.from, minutes: 15 };
    await addSeries(world, 'flow_readings', inlet, options, Array(288).fill(10));
    const whole = (await ask('Branch', tenant.branchId)).minimumNightFlow;
    // 300 m of mains and 1,875 L/h of connections at 50 m, at 25 m of pressure, twice.
    const background = (2 * (20 * 15 + 1.25 * 1500) * 0.5 ** 1.5) / 1000;
    expect(whole).toMatchObject({
      minimumNightFlowM3PerHour: [16, 16, 16],
      netNightFlowM3PerHour: [13, 13, 13],
      backgroundLeakageM3PerHour: expect.closeTo(background, 9),
      excessNightFlowM3PerHour: Array(3).fill(expect.closeTo(13 - background, 9)),
      targetClass: 'FROM_5_TO_10',
      missingDmaCodes: [],
    });
    expect((await ask('Region', tenant.regionId)).minimumNightFlow).toEqual(whole);

    const scope = { regionIds: [], branchIds: [], dmaIds: [first?.id ?? ''] };
    expect((await ask('Branch', tenant.branchId, { scope })).minimumNightFlow).toBeNull();
  });

  it('refuses more DMA-days than memory holds, and bad assumptions', async () => {
    const tenant = await world.tenant(140);
    const years = { from: '2025-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' };
    const long = await world.ask(entityQuery('Branch', fields), { id: tenant.branchId, ...years });
    expect(long.errors).toEqual([
      { code: 'BAD_USER_INPUT', message: expect.stringContaining('at most 714 days') },
    ]);
    const bad = fields.replace('legitimateUseFrom: CONNECTIONS', 'activeAtNightRatio: 2');
    const answer = await world.ask(entityQuery('Branch', bad), { id: tenant.branchId, ...period });
    expect(answer.errors[0]?.message).toContain('activeAtNightRatio');
  });
});

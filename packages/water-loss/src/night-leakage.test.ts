import fc from 'fast-check';

import { pressureColumn } from './columns.ts';
import {
  bigLeakM3PerHour,
  nightFlowAlertLevel,
  nightFlowClass,
  nightFlowPerConnection,
} from './night-flow-targets.ts';
import { leakageFromNightFlow, legitimateNightConsumption, netNightFlow } from './night-leakage.ts';
import {
  fixedLeakageRatio,
  leakageAtPressure,
  leakageExponent,
  nightDayFactor,
} from './pressure-leakage.ts';
import { flowM3PerHour, pressureM } from './units.ts';

function leakage(flow: number, from: number, to: number, n1: number): number {
  return leakageAtPressure({
    leakageM3PerHour: flowM3PerHour(flow),
    pressureM: pressureM(from),
    newPressureM: pressureM(to),
    n1,
  });
}

describe('leakage and pressure', () => {
  it.each([
    [0.5, 0.894],
    [1, 0.8],
    [1.5, 0.716],
    [2.5, 0.572],
  ])('with N1 %p a 20 %% cut leaves %p of the leakage', (n1, expected) => {
    expect(leakage(1, 50, 40, n1)).toBeCloseTo(expected, 3);
  });

  it('is nil without pressure and refuses a reference without pressure', () => {
    expect(leakage(1, 50, -5, 1)).toBe(0);
    expect(() => leakage(1, 0, 5, 1)).toThrow(RangeError);
    expect(() => leakage(1, 5, 5, 0)).toThrow(RangeError);
  });

  it('is unchanged at the same pressure, comes back when pressure does, and yields its N1', () => {
    const pressures = fc.double({ min: 5, max: 100, noNaN: true });
    const exponents = fc.double({ min: 0.5, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(pressures, pressures, exponents, (p0, p1, n1) => {
        const changed = leakage(10, p0, p1, n1);
        expect(leakage(10, p0, p0, n1)).toBe(10);
        expect(leakage(changed, p1, p0, n1)).toBeCloseTo(10, 8);
        fc.pre(Math.abs(p0 - p1) > 0.1);
        const found = leakageExponent(
          { leakageM3PerHour: flowM3PerHour(10), pressureM: pressureM(p0) },
          { leakageM3PerHour: flowM3PerHour(changed), pressureM: pressureM(p1) },
        );
        expect(found).toBeCloseTo(n1, 6);
      }),
    );
  });

  it('gives no N1 from a step without a change or with no leakage', () => {
    const step = (flow: number, head: number) => ({
      leakageM3PerHour: flowM3PerHour(flow),
      pressureM: pressureM(head),
    });
    expect(leakageExponent(step(5, 30), step(4, 30))).toBeNull();
    expect(leakageExponent(step(5, 30), step(0, 20))).toBeNull();
    expect(fixedLeakageRatio(1)).toBe(0.5);
    expect(fixedLeakageRatio(2)).toBe(0);
    expect(fixedLeakageRatio(0.2)).toBe(1);
  });
});

describe('the night-day factor', () => {
  const constant = pressureColumn(Array.from({ length: 24 }, () => 30));

  it('is 24 at constant pressure and below where pressure falls by day', () => {
    expect(nightDayFactor(constant, pressureM(30), 1)).toBe(24);
    const halved = pressureColumn(Array.from({ length: 24 }, (_, i) => (i < 6 ? 40 : 20)));
    expect(nightDayFactor(halved, pressureM(40), 1)).toBeCloseTo(6 + 18 * 0.5, 9);
    expect(nightDayFactor(halved, pressureM(40), 1.5)).toBeCloseTo(6 + 18 * 0.5 ** 1.5, 9);
  });

  it('is the same from quarter-hours, and unknown with a gap or no night pressure', () => {
    const quarters = pressureColumn(Array.from({ length: 96 }, (_, i) => (i < 24 ? 40 : 20)));
    expect(nightDayFactor(quarters, pressureM(40), 1)).toBeCloseTo(15, 9);
    expect(nightDayFactor(constant.with(3, null), pressureM(30), 1)).toBeNull();
    expect(nightDayFactor([], pressureM(30), 1)).toBeNull();
    expect(nightDayFactor(constant, pressureM(0), 1)).toBeNull();
    expect(() => nightDayFactor(constant, pressureM(30), 0)).toThrow(RangeError);
  });
});

describe('leakage from night flow', () => {
  it('is what legitimate use leaves, times the night-day factor', () => {
    const result = leakageFromNightFlow({
      minimumNightFlowM3PerHour: flowM3PerHour(12),
      connections: 1500,
      legitimateNightUseLitresPerConnectionPerHour: 2,
      nightDayFactorHours: 20,
    });
    expect(result).toEqual({
      legitimateNightUseM3PerHour: 3,
      netNightFlowM3PerHour: 9,
      leakageM3PerDay: 180,
      warnings: [],
    });
  });

  it('is unknown without night flow or factor, and negative with a warning', () => {
    const base = {
      minimumNightFlowM3PerHour: flowM3PerHour(1),
      connections: 1000,
      legitimateNightUseLitresPerConnectionPerHour: 2,
      nightDayFactorHours: 20,
    };
    expect(leakageFromNightFlow({ ...base, minimumNightFlowM3PerHour: null })).toBeNull();
    expect(leakageFromNightFlow({ ...base, nightDayFactorHours: null })).toBeNull();
    expect(leakageFromNightFlow(base)).toMatchObject({
      leakageM3PerDay: -20,
      warnings: ['NegativeNetNightFlow'],
    });
    expect(() => leakageFromNightFlow({ ...base, connections: -1 })).toThrow(RangeError);
    expect(() => leakageFromNightFlow({ ...base, nightDayFactorHours: -1 })).toThrow(RangeError);
  });

  it('sums residential, non-residential and exceptional use', () => {
    const use = legitimateNightConsumption({
      residentialConnections: 1000,
      residentialLitresPerConnectionPerHour: 1.3,
      nonResidentialUsers: 100,
      nonResidentialLitresPerUserPerHour: 7,
      exceptionalM3PerHour: flowM3PerHour(0.5),
    });
    expect(use).toBeCloseTo(2.5, 9);
    expect(netNightFlow(flowM3PerHour(2), use)).toBeCloseTo(-0.5, 9);
    expect(netNightFlow(null, use)).toBeNull();
  });
});

describe('night flow targets', () => {
  it('have four classes per connection', () => {
    expect([2.99, 3, 5, 10, 10.01].map(nightFlowClass)).toEqual([
      'below-3',
      'from-3-to-5',
      'from-5-to-10',
      'from-5-to-10',
      'above-10',
    ]);
    expect(() => nightFlowClass(Number.NaN)).toThrow(RangeError);
    expect(nightFlowPerConnection(flowM3PerHour(6), 1500)).toBe(4);
    expect(nightFlowPerConnection(flowM3PerHour(6), 0)).toBeNull();
  });

  it('alert above 120, 150 and 200 % of the baseline', () => {
    const levels = [12, 12.1, 15.1, 20.1].map((flow) =>
      nightFlowAlertLevel(flowM3PerHour(flow), flowM3PerHour(10)),
    );
    expect(levels).toEqual(['normal', 'above-120', 'above-150', 'above-200']);
    expect(nightFlowAlertLevel(flowM3PerHour(5), flowM3PerHour(0))).toBeNull();
    expect(bigLeakM3PerHour).toBe(5);
  });
});

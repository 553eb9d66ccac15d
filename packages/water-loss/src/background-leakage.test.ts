import fc from 'fast-check';
import { unavoidableBackgroundLeakage } from './background-leakage.ts';
import { unavoidableAnnualRealLosses } from './uarl.ts';
import { lengthKm, pressureM } from './units.ts';

const network = {
  mainsLengthKm: lengthKm(15),
  connections: 1500,
  privatePipeLengthKm: lengthKm(0),
};

describe('unavoidableBackgroundLeakage', () => {
  it('is 20 L/h for a km of mains and 1.25 for a connection at 50 m', () => {
    expect(unavoidableBackgroundLeakage(network, 50)).toBeCloseTo(
      (20 * 15 + 1.25 * 1500) / 1000,
      9,
    );
  });

  it('grows with the power 1.5 of pressure and is nil without', () => {
    const at = (pressure: number) => unavoidableBackgroundLeakage(network, pressure);
    expect(at(25) / at(50)).toBeCloseTo(0.5 ** 1.5, 9);
    expect(at(0)).toBe(0);
    expect(() => at(-1)).toThrow(RangeError);
    expect(() => unavoidableBackgroundLeakage({ ...network, connections: -1 }, 1)).toThrow(
      RangeError,
    );
  });

  it('is a part of the unavoidable real losses wherever the formula was drawn from', () => {
    const lengths = fc.double({ min: 0.1, max: 500, noNaN: true });
    fc.assert(
      fc.property(
        lengths,
        fc.nat(50_000),
        fc.double({ min: 25, max: 50, noNaN: true }),
        (km, count, m) => {
          const extent = {
            mainsLengthKm: lengthKm(km),
            connections: count,
            privatePipeLengthKm: lengthKm(0),
          };
          const whole = unavoidableAnnualRealLosses({ ...extent, averagePressureM: pressureM(m) });
          expect(unavoidableBackgroundLeakage(extent, m) * 24).toBeLessThan(whole.uarlM3PerDay);
        },
      ),
    );
  });
});

import fc from 'fast-check';

import {
  currentAnnualRealLosses,
  infrastructureLeakageIndex,
  leakageIndexBand,
  lossPerConnectionBand,
} from './leakage-index.ts';
import { connectionDensityPerKm, unavoidableAnnualRealLosses } from './uarl.ts';
import { flowM3PerDay, lengthKm, pressureM, volumeM3 } from './units.ts';

function network(mains: number, connections: number, privatePipe: number, pressure: number) {
  return {
    mainsLengthKm: lengthKm(mains),
    connections,
    privatePipeLengthKm: lengthKm(privatePipe),
    averagePressureM: pressureM(pressure),
  };
}

describe('unavoidable annual real losses', () => {
  it('are 44,250 L/day and 16,151.25 m³/year for 15 km, 1,500 connections, 12 km, 25 m', () => {
    const uarl = unavoidableAnnualRealLosses(network(15, 1500, 12, 25));
    expect(uarl.uarlM3PerDay).toBeCloseTo(44.25, 9);
    expect(uarl.uarlM3PerYear).toBeCloseTo(16151.25, 6);
    expect(uarl.formula).toBe('iwa-metric');
  });

  it('are 30,700 L/day for 10 km, 500 connections of 15 m, 40 m', () => {
    expect(unavoidableAnnualRealLosses(network(10, 500, 7.5, 40)).uarlM3PerDay).toBeCloseTo(
      30.7,
      9,
    );
  });

  it('by the US formulas are within 2 % of the metric ones', () => {
    const extent = network(500, 40000, 100, 50);
    const metric = unavoidableAnnualRealLosses(extent).uarlM3PerDay;
    for (const formula of ['awwa-fwas-v5', 'us-table'] as const) {
      const us = unavoidableAnnualRealLosses(extent, formula).uarlM3PerDay;
      expect(Math.abs(us / metric - 1)).toBeLessThan(0.02);
    }
  });
});

describe('UARL figures', () => {
  it('of a small system are indicative and say why', () => {
    expect(unavoidableAnnualRealLosses(network(50, 1999, 0, 40))).toMatchObject({
      validity: 'indicative',
      reason: '20 × mains length + connections is 2999, below 3000.',
    });
    expect(unavoidableAnnualRealLosses(network(50, 2000, 0, 40))).toMatchObject({
      validity: 'valid',
      reason: null,
    });
    const mile = 1.609344;
    const us = (connections: number) =>
      unavoidableAnnualRealLosses(network(10 * mile, connections, 0, 40), 'awwa-fwas-v5').validity;
    expect([us(2679), us(2680)]).toEqual(['indicative', 'valid']);
  });

  it('carry a caution outside the pressures and densities of the formula', () => {
    const { cautions } = unavoidableAnnualRealLosses(network(500, 5000, 0, 20));
    expect(cautions).toEqual(['PressureOutsideRange', 'LowConnectionDensity']);
    expect(unavoidableAnnualRealLosses(network(100, 5000, 0, 40)).cautions).toEqual([]);
  });

  it('refuse negative pressure and connections', () => {
    expect(() => unavoidableAnnualRealLosses(network(1, 1, 0, -1))).toThrow(RangeError);
    expect(() => unavoidableAnnualRealLosses(network(1, -1, 0, 1))).toThrow(RangeError);
    expect(() => unavoidableAnnualRealLosses(network(1, Number.NaN, 0, 1))).toThrow(RangeError);
  });

  it('are linear in pressure and grow with every part of the network', () => {
    const size = fc.double({ min: 0, max: 1e4, noNaN: true });
    const formulas = fc.constantFrom('iwa-metric' as const, 'awwa-fwas-v5' as const);
    fc.assert(
      fc.property(
        size,
        size,
        size,
        size,
        formulas,
        (mains, connections, pipe, pressure, formula) => {
          const at = (m: number, c: number, p: number, head: number): number =>
            unavoidableAnnualRealLosses(network(m, c, p, head), formula).uarlM3PerDay;
          const base = at(mains, connections, pipe, pressure);
          const doubled = at(mains, connections, pipe, 2 * pressure);
          expect(Math.abs(doubled - 2 * base)).toBeLessThanOrEqual(1e-9 * (1 + base));
          expect(at(mains + 1, connections, pipe, pressure)).toBeGreaterThanOrEqual(base);
          expect(at(mains, connections + 1, pipe, pressure)).toBeGreaterThanOrEqual(base);
          expect(at(mains, connections, pipe + 1, pressure)).toBeGreaterThanOrEqual(base);
        },
      ),
    );
  });

  it('leave density unknown without mains', () => {
    expect(connectionDensityPerKm(100, lengthKm(5))).toBe(20);
    expect(connectionDensityPerKm(100, lengthKm(0))).toBeNull();
  });
});

describe('the infrastructure leakage index', () => {
  it('is 2.97 for 48,000 m³/year against 44.25 m³/day', () => {
    const carl = currentAnnualRealLosses(volumeM3(48000), 365);
    expect(infrastructureLeakageIndex(carl, flowM3PerDay(44.25))).toBeCloseTo(2.972, 3);
  });

  it('is unknown against nothing, and negative for negative losses', () => {
    expect(infrastructureLeakageIndex(flowM3PerDay(5), flowM3PerDay(0))).toBeNull();
    expect(infrastructureLeakageIndex(flowM3PerDay(-5), flowM3PerDay(10))).toBe(-0.5);
    expect(() => currentAnnualRealLosses(volumeM3(1), 0)).toThrow(RangeError);
  });

  it('of 5.5 is in band C for high income and B for low and middle income', () => {
    expect(leakageIndexBand(5.5, 'high-income')).toEqual({ band: 'C', matrix: 'high-income' });
    expect(leakageIndexBand(5.5, 'low-middle-income').band).toBe('B');
    // Gweru, published.
    expect(leakageIndexBand(9.7, 'low-middle-income').band).toBe('C');
  });

  it('changes band at the printed limits', () => {
    const bands = [0.5, 1.99, 2, 3.99, 4, 8, 8.01].map(
      (i) => leakageIndexBand(i, 'high-income').band,
    );
    expect(bands).toEqual(['A', 'A', 'B', 'B', 'C', 'C', 'D']);
    expect(leakageIndexBand(-0.1, 'high-income').band).toBeNull();
    expect(() => leakageIndexBand(Number.NaN, 'high-income')).toThrow(RangeError);
  });
});

describe('losses per connection', () => {
  it.each([
    [10, 49, 'A'],
    [10, 51, 'B'],
    [20, 399, 'C'],
    [20, 401, 'D'],
    [30, 299, 'B'],
    [40, 801, 'D'],
    [50, 1000, 'C'],
  ])(
    'at %p m and %p L/day are in band %s of the low and middle income table',
    (head, litres, band) => {
      expect(lossPerConnectionBand(litres, pressureM(head), 'low-middle-income')).toEqual({
        band,
        matrix: 'low-middle-income',
        extrapolated: false,
      });
    },
  );

  it('are judged twice as strictly for high income, and say when the table ends', () => {
    expect(lossPerConnectionBand(51, pressureM(20), 'high-income').band).toBe('B');
    expect(lossPerConnectionBand(51, pressureM(10), 'high-income').extrapolated).toBe(true);
    expect(lossPerConnectionBand(51, pressureM(60), 'low-middle-income').extrapolated).toBe(true);
    expect(() => lossPerConnectionBand(51, pressureM(0), 'high-income')).toThrow(RangeError);
    expect(() => lossPerConnectionBand(Infinity, pressureM(9), 'high-income')).toThrow(RangeError);
  });
});

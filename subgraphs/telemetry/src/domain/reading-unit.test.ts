import { factorOf } from './reading-unit.ts';

describe('factorOf', () => {
  it.each([
    ['FLOW', 'M3_PER_HOUR', 1],
    ['FLOW', 'L_PER_SECOND', 3.6],
    ['FLOW', 'L/s', 3.6],
    ['FLOW', 'GPM', 0.227125],
    ['PRESSURE', 'BAR', 10.19716],
    ['PRESSURE', 'KPA', 0.1019716],
    ['PRESSURE', 'PSI', 0.70307],
    ['PRESSURE', 'KGF_PER_CM2', 10],
    ['REGISTER', 'L', 0.001],
  ] as const)('converts a %s in %s', (quantity, unit, factor) => {
    expect(factorOf(quantity, unit)).toBeCloseTo(factor, 5);
  });

  it('is null for a unit of another quantity or of none', () => {
    expect(factorOf('FLOW', 'BAR')).toBeNull();
    expect(factorOf('PRESSURE', 'M3')).toBeNull();
    expect(factorOf('REGISTER', 'M3_PER_HOUR')).toBeNull();
    expect(factorOf('FLOW', 'toString')).toBeNull();
  });
});

import { leakageOfNights, sumOfLeakage } from './night-flow-leakage.ts';

const fourDays = {
  from: new Date('2026-01-01T00:00:00Z'),
  to: new Date('2026-01-05T00:00:00Z'),
};

describe('leakage from nights', () => {
  it('takes the mean of known nights for every day', () => {
    const leakage = leakageOfNights(Float64Array.of(10, Number.NaN, 20, Number.NaN), fourDays);
    expect(leakage).toEqual({ leakageM3: 60, nightCount: 2 });
    expect(leakageOfNights(Float64Array.of(Number.NaN), fourDays)).toBeNull();
  });

  it('adds up over DMAs only when all are known', () => {
    const known = { leakageM3: 60, nightCount: 2 };
    expect(sumOfLeakage([known, { leakageM3: 5, nightCount: 4 }], 100)).toEqual({
      leakageM3: 65,
      differenceM3: 35,
      nightCount: 2,
    });
    expect(sumOfLeakage([known], null)?.differenceM3).toBeNull();
    expect(sumOfLeakage([known, null], 100)).toBeNull();
    expect(sumOfLeakage([], 100)).toBeNull();
  });
});

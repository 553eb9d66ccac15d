import { leakageOfNights, sumOfLeakage } from './night-flow-leakage.ts';

const fourDays = {
  from: new Date('2026-01-01T00:00:00Z'),
  to: new Date('2026-01-05T00:00:00Z'),
};
const nights = (...leakageM3PerDay: number[]) => ({
  leakageM3PerDay: Float64Array.from(leakageM3PerDay),
  legitimateNightConsumptionM3PerHour: 1.5,
  meanMinimumNightFlowM3PerHour: 3,
  factor: { hours: 20, measured: true },
});

describe('leakage from nights', () => {
  it('takes the mean of known nights for every day', () => {
    const leakage = leakageOfNights(nights(10, Number.NaN, 20, Number.NaN), fourDays, 0.02);
    expect(leakage).toMatchObject({ leakageM3: 60, nightCount: 2 });
    expect(leakageOfNights(nights(Number.NaN), fourDays, 0.02)).toBeNull();
  });

  it('carries the margins of meters, legitimate use, factor and nights', () => {
    const perDay = Math.hypot(3 * 0.02 * 20, 1.5 * 0.5 * 20, 0.1 * 30);
    const steady = leakageOfNights(nights(30, 30), fourDays, 0.02);
    expect(steady?.margin95M3).toBeCloseTo(4 * perDay, 9);
    const uneven = leakageOfNights(nights(20, 40), fourDays, 0.02);
    expect(uneven?.margin95M3).toBeGreaterThan(4 * perDay);
    expect(leakageOfNights(nights(30), fourDays, null)?.margin95M3).toBeNull();
  });

  it('adds up over DMAs only when all are known', () => {
    const known = { leakageM3: 60, margin95M3: 3, nightCount: 2 };
    const other = { leakageM3: 5, margin95M3: 4, nightCount: 4 };
    const losses = { volumeM3: 100, margin95M3: 12 };
    expect(sumOfLeakage([known, other], losses)).toEqual({
      leakageM3: 65,
      leakageMargin95M3: 5,
      differenceM3: 35,
      differenceMargin95M3: 13,
      agree: false,
      nightCount: 2,
    });
    expect(sumOfLeakage([known], { volumeM3: 70, margin95M3: 12 })?.agree).toBe(true);
    const unknown = { volumeM3: null, margin95M3: null };
    expect(sumOfLeakage([known], unknown)).toMatchObject({ differenceM3: null, agree: null });
    expect(sumOfLeakage([known, null], losses)).toBeNull();
    expect(sumOfLeakage([], losses)).toBeNull();
  });
});

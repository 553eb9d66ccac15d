import fc from 'fast-check';
import { linearTrend } from './linear-trend.ts';

/** Numbers without pattern, the same in every run. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31 - 0.5;
  };
}

describe('linearTrend', () => {
  it('finds the slope of a line exactly, gaps or not', () => {
    const slopes = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(slopes, fc.integer({ min: 10, max: 200 }), (slope, length) => {
        const values = Array.from({ length }, (_, day) => (day % 7 === 3 ? null : slope * day + 4));
        expect(linearTrend(values)?.slopePerDay).toBeCloseTo(slope, 9);
      }),
    );
  });

  it('holds the true slope within its interval in about 95 of 100 noisy series', () => {
    let held = 0;
    for (let seed = 1; seed <= 300; seed += 1) {
      const next = noise(seed);
      const values = Array.from({ length: 60 }, (_, day) => 10 + 0.02 * day + next());
      const trend = linearTrend(values);
      if (trend !== null && Math.abs(trend.slopePerDay - 0.02) <= trend.slopeMargin95PerDay) {
        held += 1;
      }
    }
    expect(held).toBeGreaterThan(300 * 0.9);
    expect(held).toBeLessThan(300);
  });

  it('does not call noise a trend, nor a flat line', () => {
    const next = noise(7);
    expect(linearTrend(Array.from({ length: 30 }, () => next()))?.significant).toBe(false);
    expect(linearTrend(Array.from({ length: 30 }, () => 3))).toMatchObject({
      slopePerDay: 0,
      significant: false,
    });
  });

  it('is wider where nights resemble their neighbours', () => {
    const next = noise(3);
    const steps = Array.from({ length: 12 }, () => next());
    const slow = Array.from({ length: 60 }, (_, day) => steps[Math.floor(day / 5)] ?? 0);
    const mixed = Array.from({ length: 60 }, (_, day) => steps[(day * 5) % 12] ?? 0);
    expect(linearTrend(slow)?.slopeMargin95PerDay).toBeGreaterThan(
      (linearTrend(mixed)?.slopeMargin95PerDay ?? 0) * 1.3,
    );
  });

  it('says nothing from fewer than 8 values', () => {
    expect(linearTrend([1, 2, 3, 4, 5, 6, 7])).toBeNull();
    expect(linearTrend(new Float64Array(30).fill(Number.NaN))).toBeNull();
  });
});

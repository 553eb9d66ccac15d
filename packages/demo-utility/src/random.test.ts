import fc from 'fast-check';
import { createRandom } from './random.ts';

describe('a random stream', () => {
  it('repeats itself for the same seed and label, and only then', () => {
    const first = (seed: number, label: string): number => createRandom(seed, label).next();
    expect(first(1, 'a')).toBe(first(1, 'a'));
    expect(first(1, 'a')).not.toBe(first(2, 'a'));
    expect(first(1, 'a')).not.toBe(first(1, 'b'));
  });

  it('keeps within its bounds', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: -50, max: 50 }),
        fc.nat(100),
        (seed, least, width) => {
          const value = createRandom(seed, 'bounds').integer(least, least + width);
          expect(value).toBeGreaterThanOrEqual(least);
          expect(value).toBeLessThanOrEqual(least + width);
        },
      ),
    );
  });

  it('is spread as a standard normal', () => {
    const random = createRandom(7, 'normal');
    const values = Array.from({ length: 20_000 }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });
});

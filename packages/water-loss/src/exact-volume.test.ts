import fc from 'fast-check';
import { exactUpToM3, exactVolume } from './exact-volume.ts';

const volumes = fc.array(fc.double({ min: -1e5, max: 1e5, noNaN: true }), { maxLength: 40 });
const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);

describe('exactVolume', () => {
  it('adds up to the same last digit in any order and any grouping', () => {
    fc.assert(
      fc.property(volumes, fc.nat(40), (values, cut) => {
        const exact = values.map(exactVolume);
        expect(sum(exact.toReversed())).toBe(sum(exact));
        expect(sum([sum(exact.slice(0, cut)), sum(exact.slice(cut))])).toBe(sum(exact));
      }),
    );
  });

  it('moves a volume by less than a drop and refuses what is no number', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
        expect(Math.abs(exactVolume(value) - value)).toBeLessThanOrEqual(2 ** -25);
      }),
    );
    expect(exactUpToM3).toBeGreaterThan(5e8);
    expect(() => exactVolume(Number.NaN)).toThrow(RangeError);
  });
});

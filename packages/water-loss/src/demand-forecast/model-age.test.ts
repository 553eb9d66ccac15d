import * as fc from 'fast-check';
import { longestModelAgeDays, modelAgeDays } from './model-age.ts';

const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

describe('modelAgeDays', () => {
  it('counts from Mondays: each while a series is young, every fourth later', () => {
    const wednesday = dayOf('2026-11-25');
    expect(modelAgeDays(wednesday, 30)).toBe(2);
    expect([9, 2]).toContain(modelAgeDays(wednesday, 100));
    const ages = Array.from({ length: 28 }, (_, day) => modelAgeDays(wednesday + day, 365));
    expect(ages.toSorted((a, b) => a - b)).toEqual([...ages.keys()]);
    const fitted = new Date((wednesday - modelAgeDays(wednesday, 365)) * 86_400_000);
    expect(fitted.getUTCDay()).toBe(1);
  });

  it('is a whole number of days within the longest, and that of the day before and one more', () => {
    const dates = fc.integer({ min: 0, max: 40_000 });
    fc.assert(
      fc.property(dates, fc.double({ min: 0, max: 1000, noNaN: true }), (date, history) => {
        const age = modelAgeDays(date, history);
        expect(Number.isInteger(age) && age >= 0 && age <= longestModelAgeDays).toBe(true);
        if (age > 0) expect(modelAgeDays(date - 1, history)).toBe(age - 1);
      }),
    );
  });
});

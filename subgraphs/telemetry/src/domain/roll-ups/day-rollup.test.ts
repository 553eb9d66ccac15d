import fc from 'fast-check';
import { qualityCodes } from '../quality/quality-codes.ts';
import { dayMs, rollUpDay } from './day-rollup.ts';

const start = Date.UTC(2026, 0, 5);
const readings = fc.uniqueArray(
  fc.record({
    at: fc.integer({ min: 0, max: dayMs - 1 }),
    value: fc.integer({ min: -1_000, max: 1_000 }),
    code: fc.constantFrom(...Object.values(qualityCodes)),
  }),
  { selector: ({ at }) => at, maxLength: 200 },
);

const columnsOf = (rows: readonly { at: number; value: number; code: number }[]) => {
  const sorted = rows.toSorted((a, b) => a.at - b.at);
  return {
    at: Float64Array.from(sorted, ({ at }) => start + at),
    values: Float64Array.from(sorted, ({ value }) => value),
    codes: Uint8Array.from(sorted, ({ code }) => code),
  };
};

describe('rollUpDay', () => {
  it('sums, counts and bounds what was read in each bucket', () => {
    const minute = 60_000;
    const rollup = rollUpDay(
      start,
      columnsOf([
        { at: 0, value: 4, code: 0 },
        { at: 14 * minute, value: 6, code: 0 },
        { at: 15 * minute, value: 1, code: qualityCodes.spike },
        { at: 60 * minute, value: 9, code: qualityCodes.bad },
      ]),
    );
    const { all, sound } = rollup;
    expect([rollup.readingCount, rollup.suspectCount]).toEqual([4, 1]);
    expect(Array.from(all.quarters.sums.subarray(0, 3))).toEqual([10, 1, Number.NaN]);
    expect(Array.from(all.quarters.counts.subarray(0, 3))).toEqual([2, 1, 0]);
    expect([all.hours.sums[0], all.hours.least[0], all.hours.greatest[0]]).toEqual([11, 1, 6]);
    expect(all.hours.sums[1]).toBeNaN();
    expect(all.day).toEqual({ sum: 11, count: 3, least: 1, greatest: 6 });
    expect(sound?.day).toEqual({ sum: 10, count: 2, least: 4, greatest: 6 });
  });

  it('has every reading that counts in one quarter, one hour and the day', () => {
    fc.assert(
      fc.property(readings, (rows) => {
        const { all } = rollUpDay(start, columnsOf(rows));
        const counted = rows.filter(({ code }) => code !== qualityCodes.bad);
        const sum = counted.reduce((total, { value }) => total + value, 0);
        for (const buckets of [all.quarters, all.hours]) {
          expect(buckets.counts.reduce((total, count) => total + count, 0)).toBe(counted.length);
          const present = buckets.sums.filter((one) => !Number.isNaN(one));
          expect(present.reduce((total, one) => total + one, 0)).toBe(sum);
        }
        expect(all.day.count).toBe(counted.length);
        if (counted.length > 0) {
          expect(all.day.least).toBe(Math.min(...counted.map(({ value }) => value)));
          expect(all.day.greatest).toBe(Math.max(...counted.map(({ value }) => value)));
        }
      }),
    );
  });
});

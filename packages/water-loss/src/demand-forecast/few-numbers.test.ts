import * as fc from 'fast-check';
import { fadingMeanOf, meanOfFirst, put, roomFor, sortToMedian } from './few-numbers.ts';
import { medianOf } from './numbers.ts';

function fewOf(values: readonly number[]) {
  const few = roomFor(values.length);
  for (const value of values) put(few, value);
  return few;
}

describe('a few numbers', () => {
  it('have the median that sorting all of them tells', () => {
    const numbers = fc.array(fc.integer({ min: -1e6, max: 1e6 }), { maxLength: 40 });
    fc.assert(
      fc.property(numbers, (values) => {
        expect(sortToMedian(fewOf(values))).toBe(medianOf(values));
      }),
    );
  });

  it('have means of the first ones and a fading one, and none when there are none', () => {
    expect(meanOfFirst(fewOf([1, 2, 6]), 2)).toBe(1.5);
    expect(meanOfFirst(fewOf([1, 2, 6]), 9)).toBe(3);
    expect(fadingMeanOf(fewOf([4, 1]), 0.5)).toBe(3);
    const none = fewOf([]);
    expect([meanOfFirst(none, 2), fadingMeanOf(none, 0.5), sortToMedian(none)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it('forget what they held when their count is set back', () => {
    const few = fewOf([9, 9, 9]);
    few.count = 0;
    put(few, 2);
    expect([meanOfFirst(few, 3), sortToMedian(few)]).toEqual([2, 2]);
  });
});

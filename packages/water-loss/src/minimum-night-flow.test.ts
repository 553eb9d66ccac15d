import fc from 'fast-check';

import { flowColumn } from './columns.ts';
import {
  leastMovingMean,
  meanNightFlow,
  minimumNightFlow,
  nightWindow,
} from './minimum-night-flow.ts';

const flows = fc.double({ min: -100, max: 1e5, noNaN: true });
const nights = fc.array(flows, { minLength: 4, maxLength: 40 });

describe('the minimum night flow', () => {
  it('is the smallest moving mean', () => {
    expect(minimumNightFlow(flowColumn([9, 5, 3, 4, 8]), 2)).toBe(3.5);
    expect(minimumNightFlow(flowColumn([9, 5, 3, 4, 8]), 1)).toBe(3);
    expect(minimumNightFlow(flowColumn([9, 5, 4]), 3)).toBe(6);
  });

  it('is unknown with a gap, however low the rest, and for a night shorter than the window', () => {
    expect(minimumNightFlow(flowColumn([9, 1, 1, null]), 2)).toBeNull();
    expect(minimumNightFlow(flowColumn([1, 1]), 3)).toBeNull();
    expect(minimumNightFlow([], 1)).toBeNull();
  });

  it('refuses a window that is no number of samples', () => {
    for (const size of [0, -1, 1.5, Number.NaN]) {
      expect(() => minimumNightFlow(flowColumn([1, 2]), size)).toThrow(RangeError);
    }
  });

  it('lies between the least sample and the mean when windows tile the night', () => {
    fc.assert(
      fc.property(nights, (values) => {
        const night = flowColumn(values.slice(0, values.length - (values.length % 4)));
        const least = Number(minimumNightFlow(night, 4));
        expect(least).toBeLessThanOrEqual(Number(meanNightFlow(night)) + 1e-6);
        expect(least).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
      }),
    );
  });

  it('does not fall when flow is added, nor change when the night is reversed', () => {
    fc.assert(
      fc.property(nights, fc.double({ min: 0, max: 1000, noNaN: true }), (values, more) => {
        const least = Number(minimumNightFlow(flowColumn(values), 4));
        const raised = Number(minimumNightFlow(flowColumn(values.map((v) => v + more)), 4));
        const reversed = Number(minimumNightFlow(flowColumn(values.toReversed()), 4));
        expect(Math.abs(raised - least - more)).toBeLessThan(1e-6);
        expect(Math.abs(reversed - least)).toBeLessThan(1e-6);
      }),
    );
  });

  it('with a window of one does not depend on the order of the samples', () => {
    fc.assert(
      fc.property(nights, (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        expect(minimumNightFlow(flowColumn(values), 1)).toBe(
          minimumNightFlow(flowColumn(sorted), 1),
        );
      }),
    );
  });
});

describe('the least moving mean of a day', () => {
  const day: readonly number[] = Array.from({ length: 96 }, (_, i) => 20 + Math.abs(i - 12));

  function withGaps(count: number) {
    return flowColumn(day.map((flow, i) => (i >= 96 - count ? null : flow)));
  }

  it('is found with 92 of 96 readings and unknown with 91', () => {
    expect(leastMovingMean(withGaps(4))).toBe(21);
    expect(leastMovingMean(withGaps(5))).toBeNull();
  });

  it('counts a short column as gaps, and takes 5-minute days by their own size', () => {
    expect(leastMovingMean(flowColumn(day.slice(0, 91)))).toBeNull();
    const fiveMinutes = flowColumn(Array.from({ length: 288 }, (_, i) => (i < 276 ? 5 : null)));
    expect(leastMovingMean(fiveMinutes, 12, 288)).toBe(5);
    expect(leastMovingMean(fiveMinutes.with(0, null), 12, 288)).toBeNull();
  });

  it('passes over windows with a gap', () => {
    const gap = flowColumn(day.map((flow, i) => (i === 12 ? null : flow)));
    // Without sample 12 the best windows are 8–11 and 13–16: flows 21 to 24.
    expect(leastMovingMean(gap)).toBe(22.5);
  });
});

describe('the fixed night window', () => {
  it('is 02:00 to 04:00, half-open, at any interval', () => {
    const hours = flowColumn(Array.from({ length: 24 }, (_, i) => i));
    expect(nightWindow(hours, 3600)).toEqual([2, 3]);
    expect(meanNightFlow(nightWindow(hours, 3600))).toBe(2.5);
    const quarters = flowColumn(Array.from({ length: 96 }, (_, i) => i / 4));
    expect(nightWindow(quarters, 900)).toHaveLength(8);
    expect(nightWindow(quarters, 900)[0]).toBe(2);
    expect(nightWindow(hours, 3600, 1, 5)).toEqual([1, 2, 3, 4]);
  });

  it('has no mean with a gap or without samples', () => {
    expect(meanNightFlow(flowColumn([1, null]))).toBeNull();
    expect(meanNightFlow([])).toBeNull();
  });

  it('refuses a window that is not in a day', () => {
    expect(() => nightWindow([], 900, 4, 2)).toThrow(RangeError);
    expect(() => nightWindow([], 900, 2, 25)).toThrow(RangeError);
    expect(() => nightWindow([], 0)).toThrow(RangeError);
  });
});

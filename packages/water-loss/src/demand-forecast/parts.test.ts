import * as fc from 'fast-check';
import { forecastByBaseline } from './baselines.ts';
import { fitBoostedTrees } from './boosted-trees.ts';
import { calendar, demandOf, withInflow } from './demand-forecast.testkit.ts';
import { solveSymmetric } from './linear-solver.ts';
import { medianOf, quantileOf } from './numbers.ts';
import { fitRobustRidge } from './robust-ridge.ts';
import { slotHistory } from './slot-history.ts';

describe('forecastByBaseline', () => {
  const weekly = withInflow(demandOf(84), (_, index) => Math.floor(index / 168));

  it('takes the same hour of past weeks', () => {
    const origin = 168 * 10;
    const first = (baseline: Parameters<typeof forecastByBaseline>[2]) =>
      forecastByBaseline(weekly, origin, baseline)[5];
    expect(first('last-week')).toBe(9);
    expect(first('mean-of-4-weeks')).toBe(7.5);
    expect(first('median-of-8-weeks')).toBe(5.5);
    const weights = [1, 0.6, 0.36, 0.216, 0.1296, 0.07776];
    const expected = weights.reduce((sum, weight, week) => sum + weight * (9 - week), 0);
    expect(first('exponential-6-weeks')).toBeCloseTo(expected / 2.38336, 9);
  });

  it('passes over gaps and never reads from the origin on', () => {
    const origin = 168 * 10;
    const gap = withInflow(weekly, (value, index) =>
      index >= origin - 168 && index < origin ? Number.NaN : index >= origin ? 99 : value,
    );
    expect(forecastByBaseline(gap, origin, 'last-week')[0]).toBe(8);
  });
});

describe('slotHistory', () => {
  it('finds the same local hour across a change of clocks', () => {
    const { hourOfDay, weekday } = calendar(30);
    // On day 10 the clocks go forward: hour 2 does not exist.
    const skip = 24 * 10 + 2;
    const without = (column: Uint8Array) =>
      Uint8Array.from([...column.subarray(0, skip), ...column.subarray(skip + 1)]);
    const series = {
      inflow: new Float64Array(24 * 20),
      hourOfDay: without(hourOfDay),
      weekday: without(weekday),
    };
    const target = 24 * 12 + 7;
    const [previous = 0] = slotHistory(series).before(target, target, 1);
    expect(target - previous).toBe(167);
    expect(series.hourOfDay[previous]).toBe(series.hourOfDay[target]);
  });

  it('looks a holiday up among the Sundays', () => {
    const monday = 24 * 28;
    const holiday = new Uint8Array(24 * 47).fill(1, monday, monday + 24);
    const series = { ...demandOf(40), holiday };
    const [previous = 0] = slotHistory(series).before(monday + 9, monday, 1);
    expect(series.weekday[previous]).toBe(6);
  });
});

describe('quantileOf', () => {
  it('lies between the extremes and grows with q', () => {
    const numbers = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 });
    fc.assert(
      fc.property(numbers, fc.double({ noNaN: true, min: 0, max: 1 }), (values, q) => {
        const value = quantileOf(values, q);
        expect(value).toBeGreaterThanOrEqual(Math.min(...values));
        expect(value).toBeLessThanOrEqual(Math.max(...values));
        expect(quantileOf(values, q / 2)).toBeLessThanOrEqual(value + 1e-6);
      }),
    );
  });

  it('is the middle of an even number', () => {
    expect(medianOf([4, 1, 3, 2])).toBe(2.5);
  });
});

describe('solveSymmetric', () => {
  it('solves what has a solution and gives 0 to a direction without weight', () => {
    const x = solveSymmetric(Float64Array.of(4, 2, 0, 2, 3, 0, 0, 0, 0), Float64Array.of(2, 5, 0));
    expect([...x].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([-0.5, 2, 0]);
  });
});

describe('fitRobustRidge', () => {
  it('finds the line that most rows lie on, whatever a few say', () => {
    const xs = Array.from({ length: 400 }, (_, index) => (index * 7) % 40);
    const features = Float64Array.from(xs.flatMap((x) => [1, x]));
    const targets = Float64Array.from(xs, (x, row) =>
      row % 10 === 0 ? 500 : 2 + 3 * x + 0.1 * Math.sin(row),
    );
    const [, slope = 0] = fitRobustRidge({ width: 2, features, targets }, 1e-6);
    expect(Math.abs(slope - 3)).toBeLessThan(0.3);
  });
});

describe('fitBoostedTrees', () => {
  it('learns a step and an interaction that no line can', () => {
    const rows = Array.from({ length: 4_000 }, (_, row) => [row % 20, (row * 13) % 17] as const);
    const truth = (a: number, b: number) => (a > 9 === b > 8 ? 10 : -10);
    const trees = fitBoostedTrees({
      width: 2,
      features: Float64Array.from(rows.flat()),
      targets: Float64Array.from(rows, ([a, b]) => truth(a, b)),
    });
    for (const [a, b] of [
      [2, 3],
      [15, 3],
      [2, 14],
      [15, 14],
    ] as const) {
      expect(Math.abs(trees(Float64Array.of(a, b), 0) - truth(a, b))).toBeLessThan(3);
    }
  });
});

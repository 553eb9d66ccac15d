import fc from 'fast-check';

import { netInflow, volumeOf } from './net-inflow.ts';

describe('net inflow', () => {
  it('adds inlets and takes off outlets', () => {
    const inlet = { flowsM3PerHour: [10, 12], sign: 1 as const };
    const second = { flowsM3PerHour: Float64Array.of(5, 5), sign: 1 as const };
    const outlet = { flowsM3PerHour: [4, 20], sign: -1 as const };
    expect(netInflow([inlet, second, outlet], [], 900)).toEqual([11, -3]);
  });

  it('is unknown wherever one meter is', () => {
    const inlet = { flowsM3PerHour: [10, null, 10], sign: 1 as const };
    const outlet = { flowsM3PerHour: Float64Array.of(1, 1, Number.NaN), sign: -1 as const };
    expect(netInflow([inlet, outlet], [], 900)).toEqual([9, null, null]);
  });

  it('takes off what a tank takes up', () => {
    const inlet = { flowsM3PerHour: [10, 10, 10], sign: 1 as const };
    // 100 m² rising 5 cm in half an hour takes up 10 m³/h; falling, it gives as much.
    const tank = { levelsM: [2, 2.05, 2, 2], areaM2: 100 };
    const net = netInflow([inlet], [tank], 1800);
    expect(net.map((flow) => Math.round(Number(flow) * 1e9) / 1e9)).toEqual([0, 20, 10]);
  });

  it('is unknown beside a missing level and at the last step without a level after it', () => {
    const inlet = { flowsM3PerHour: [10, 10, 10, 10], sign: 1 as const };
    const gap = { levelsM: [2, null, 2, 2, 2], areaM2: 100 };
    expect(netInflow([inlet], [gap], 900)).toEqual([null, null, 10, 10]);
    const short = { levelsM: [2, 2, 2, 2], areaM2: 100 };
    expect(netInflow([inlet], [short], 900)).toEqual([10, 10, 10, null]);
  });

  it('refuses no meters, columns of unequal length, and bad areas and intervals', () => {
    const meter = { flowsM3PerHour: [1, 2], sign: 1 as const };
    const longer = { flowsM3PerHour: [1, 2, 3], sign: 1 as const };
    expect(() => netInflow([], [], 900)).toThrow(RangeError);
    expect(() => netInflow([meter, longer], [], 900)).toThrow(RangeError);
    expect(() => netInflow([meter], [{ levelsM: [1], areaM2: 5 }], 900)).toThrow(RangeError);
    expect(() => netInflow([meter], [{ levelsM: [1, 1], areaM2: 0 }], 900)).toThrow(RangeError);
    expect(() => netInflow([meter], [], 0)).toThrow(RangeError);
  });
});

describe('every net inflow', () => {
  it('summed over DMAs that share a meter is the inflow from outside', () => {
    const series = fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), {
      minLength: 6,
      maxLength: 6,
    });
    fc.assert(
      fc.property(series, series, (outside, between) => {
        const shared = (sign: 1 | -1) => ({ flowsM3PerHour: between, sign });
        const upper = netInflow([{ flowsM3PerHour: outside, sign: 1 }, shared(-1)], [], 900);
        const lower = netInflow([shared(1)], [], 900);
        outside.forEach((flow, i) => {
          expect(Math.abs(Number(upper[i]) + Number(lower[i]) - flow)).toBeLessThan(1e-9);
        });
      }),
    );
  });

  it('over a period is metered volume less the rise of storage', () => {
    const levels = fc.array(fc.double({ min: 0, max: 8, noNaN: true }), {
      minLength: 9,
      maxLength: 9,
    });
    fc.assert(
      fc.property(levels, (levelsM) => {
        const meter = { flowsM3PerHour: Array.from({ length: 8 }, () => 40), sign: 1 as const };
        const { volumeM3, isComplete } = volumeOf(
          netInflow([meter], [{ levelsM, areaM2: 200 }], 900),
          900,
        );
        const rise = 200 * (Number(levelsM[8]) - Number(levelsM[0]));
        expect(isComplete).toBe(true);
        expect(Math.abs(Number(volumeM3) - (80 - rise))).toBeLessThan(1e-8);
      }),
    );
  });
});

describe('the volume of a series', () => {
  it('is whole only without gaps', () => {
    expect(volumeOf(Float64Array.of(4, 4, 4, 4), 900)).toEqual({
      volumeM3: 4,
      completenessRatio: 1,
      isComplete: true,
    });
    expect(volumeOf(Float64Array.of(4, Number.NaN, 4, 4), 900)).toEqual({
      volumeM3: 3,
      completenessRatio: 0.75,
      isComplete: false,
    });
  });

  it('is unknown, not zero, when nothing was measured', () => {
    const unknown = { volumeM3: null, completenessRatio: 0, isComplete: false };
    expect(volumeOf([null, null], 900)).toEqual(unknown);
    expect(volumeOf([], 900)).toEqual(unknown);
    expect(() => volumeOf([], Number.NaN)).toThrow(RangeError);
  });
});

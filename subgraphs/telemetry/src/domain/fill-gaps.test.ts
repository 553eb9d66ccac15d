import fc from 'fast-check';
import { fillGaps, type SeriesFill } from './fill-gaps.ts';
import { bucketCount, gridOf, type SeriesGrid } from './series-grid.ts';
import type { SeriesResolution } from './series-resolution.ts';

const gap = Number.NaN;
const never = Number.POSITIVE_INFINITY;
const hours = (count: number, from = '2026-01-01T00:00:00Z', timeZone = 'Asia/Bangkok') => {
  const start = new Date(from);
  return gridOf(
    { from: start, to: new Date(start.getTime() + count * 3_600_000) },
    'HOUR',
    timeZone,
  );
};
const filledBy = (fill: SeriesFill, values: readonly number[], until = never) => {
  const { values: out, filled } = fillGaps(
    hours(values.length),
    Float64Array.from(values),
    fill,
    until,
  );
  return [Array.from(out), filled];
};

describe('fillGaps', () => {
  it('draws a line, holds the last value, or does nothing', () => {
    const values = [gap, 1, gap, gap, 4, gap];
    expect(filledBy('NONE', values)).toEqual([values, []]);
    expect(filledBy('LINEAR', values)).toEqual([
      [gap, 1, 2, 3, 4, gap],
      [2, 3],
    ]);
    expect(filledBy('LAST', values)).toEqual([
      [gap, 1, 1, 1, 4, 4],
      [2, 3, 5],
    ]);
    expect(filledBy('LAST', [])).toEqual([[], []]);
    expect(filledBy('LINEAR', [gap])).toEqual([[gap], []]);
  });

  it('fills nothing that has not begun', () => {
    const until = Date.parse('2026-01-01T02:00:00Z');
    expect(filledBy('LAST', [1, gap, gap, gap], until)).toEqual([[1, 1, gap, gap], [1]]);
  });

  it('takes the median of the same local hour of the weeks before, over a change of the clocks', () => {
    // Clocks in Berlin went forward on 29 March 2026: local noon was 11:00Z, then 10:00Z.
    const grid = hours(24 * 35, '2026-03-04T00:00:00Z', 'Europe/Berlin');
    const place = (instant: string) => Array.from(grid.edges).indexOf(Date.parse(instant));
    const values = new Float64Array(bucketCount(grid)).fill(gap);
    const noons = ['2026-03-04T11:00:00Z', '2026-03-11T11:00:00Z', '2026-03-18T11:00:00Z'];
    noons.forEach((noon, n) => {
      values[place(noon)] = [5, 100, 7][n] ?? gap;
    });
    const { values: out } = fillGaps(grid, values, 'SAME_HOUR', never);
    expect(out[place('2026-04-01T10:00:00Z')]).toBe(7);
    expect(out[place('2026-04-01T11:00:00Z')]).toBeNaN();
    // Nothing is filled from what was filled: of the 25th three weeks are known, of the 8th two.
    expect(out[place('2026-03-25T11:00:00Z')]).toBe(7);
    expect(out[place('2026-04-07T10:00:00Z')]).toBeNaN();
  });

  it('never touches a value that is there, and marks what it fills', () => {
    const resolutions = fc.constantFrom<SeriesResolution>(
      'FIFTEEN_MINUTES',
      'HOUR',
      'DAY',
      'MONTH',
    );
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'Asia/Bangkok',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
    );
    const fills = fc.constantFrom<SeriesFill>('NONE', 'LINEAR', 'LAST', 'SAME_HOUR');
    const days = fc.integer({ min: 0, max: 90 });
    fc.assert(
      fc.property(
        resolutions,
        zones,
        fills,
        days,
        fc.array(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(gap)), {
          minLength: 1,
          maxLength: 64,
        }),
        (resolution, zone, fill, length, drawn) => {
          const from = new Date('2026-02-20T00:00:00Z');
          const to = new Date(from.getTime() + length * 86_400_000);
          const grid: SeriesGrid = gridOf({ from, to }, resolution, zone);
          const values = Float64Array.from(
            { length: bucketCount(grid) },
            (_, n) => drawn[n % drawn.length] ?? gap,
          );
          const { values: out, filled } = fillGaps(grid, values, fill, never);
          const marked = new Set(filled);
          values.forEach((value, place) => {
            if (marked.has(place)) expect([value, out[place]]).toEqual([gap, expect.any(Number)]);
            else expect(out[place]).toBe(value);
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});

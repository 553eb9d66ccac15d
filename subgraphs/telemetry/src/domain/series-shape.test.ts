import fc from 'fast-check';
import { bucketCount, daysOfMonths, gridOf, hoursOf } from './series-grid.ts';
import type { SeriesResolution } from './series-resolution.ts';
import { leadOf, shapeSeries, type Shape } from './series-shape.ts';
import type { SeriesAggregation } from './series-values.ts';

const gap = Number.NaN;
const later = Date.parse('2030-01-01T00:00:00Z');
const zone = 'Europe/Berlin';
const gridFrom = (from: string, to: string, resolution: SeriesResolution) =>
  gridOf({ from: new Date(from), to: new Date(to) }, resolution, zone);
const columns = (mean: readonly number[]) => {
  const column = Float64Array.from(mean);
  return {
    mean: column,
    least: column.map((value) => value - 1),
    greatest: column.map((value) => value + 1),
  };
};
const shapeOf = (grid: Shape['grid'], more: Partial<Shape> = {}): Shape => ({
  grid,
  aggregation: 'MEAN',
  fill: 'NONE',
  now: later,
  sampleTo: null,
  ...more,
});

describe('shapeSeries', () => {
  // Clocks went forward on 29 March 2026.
  const days = gridFrom('2026-03-27T23:00:00Z', '2026-03-31T22:00:00Z', 'DAY');
  const read = { grid: days, lead: 0, columns: columns([10, 10, gap, 20]) };

  it.each<[SeriesAggregation, readonly number[]]>([
    ['MEAN', [10, 10, gap, 20]],
    ['SUM', [240, 230, gap, 480]],
    ['MIN', [9, 9, gap, 19]],
    ['MAX', [11, 11, gap, 21]],
  ])('says %s of days as long as the clock makes them', (aggregation, values) => {
    const shaped = shapeSeries(read, shapeOf(days, { aggregation }));
    expect(Array.from(shaped.values)).toEqual(values);
    expect(shaped.completenessRatio).toBe(0.75);
    expect(shaped.volume).toBe(240 + 230 + 480);
  });

  it('has no volume of a bucket that is not over', () => {
    const now = Date.parse('2026-03-29T12:00:00Z');
    const { values } = shapeSeries(read, shapeOf(days, { aggregation: 'SUM', now }));
    expect(Array.from(values)).toEqual([240, gap, gap, gap]);
  });

  it('counts nothing that was filled as measured', () => {
    const filled = shapeSeries(read, shapeOf(days, { aggregation: 'SUM', fill: 'LAST' }));
    expect(Array.from(filled.values)).toEqual([240, 230, 240, 480]);
    expect(filled.filledIndexes).toEqual([2]);
    expect([filled.completenessRatio, filled.volume]).toEqual([0.75, 950]);
  });

  it('makes months of days: their mean of what is there, their volume only of all', () => {
    const months = gridFrom('2026-01-31T23:00:00Z', '2026-04-30T22:00:00Z', 'MONTH');
    const work = daysOfMonths(months);
    const hours = hoursOf(work);
    // The first of March is missing; what is there is 2 by day and 8 on the 31st of March.
    const mean = Array.from(work.edges.subarray(0, bucketCount(work)), (_, n) =>
      n === 28 ? gap : n === 58 ? 8 : 2,
    );
    const whole = { grid: work, lead: 0, columns: columns(mean) };
    const means = shapeSeries(whole, shapeOf(months));
    const marchHours = hours.subarray(29, 59).reduce((sum, length) => sum + length, 0);
    expect(means.values[0]).toBe(2);
    expect(means.values[1]).toBeCloseTo((2 * (marchHours - 24) + 8 * 24) / marchHours, 12);
    const sums = shapeSeries(whole, shapeOf(months, { aggregation: 'SUM' }));
    expect(Array.from(sums.values)).toEqual([2 * 28 * 24, gap, 2 * 30 * 24]);
    expect(sums.volume).toBe(2 * 58 * 24);
    const filled = shapeSeries(whole, shapeOf(months, { aggregation: 'SUM', fill: 'LAST' }));
    expect(filled.values[1]).toBe(2 * (31 * 24 - 1) + 6 * 24);
    expect(filled.filledIndexes).toEqual([1]);
    expect(Array.from(shapeSeries(whole, shapeOf(months, { aggregation: 'MAX' })).values)).toEqual([
      3, 9, 3,
    ]);
  });

  it('is empty without buckets and shows a single one as it is', () => {
    const nothing = gridFrom('2026-01-01T00:01:00Z', '2026-01-01T00:02:00Z', 'HOUR');
    const empty = shapeSeries(
      { grid: nothing, lead: 0, columns: columns([]) },
      shapeOf(nothing, { fill: 'LINEAR', sampleTo: 4 }),
    );
    expect([
      empty.values.length,
      empty.starts.length,
      empty.completenessRatio,
      empty.volume,
    ]).toEqual([0, 0, 0, null]);
    const one = gridFrom('2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z', 'HOUR');
    const single = shapeSeries(
      { grid: one, lead: 0, columns: columns([5]) },
      shapeOf(one, { fill: 'LINEAR', sampleTo: 4 }),
    );
    expect([Array.from(single.values), single.downsampled, single.volume]).toEqual([[5], false, 5]);
  });

  it('keeps its columns alike and its volume, however it is filled and thinned out', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant(gap)), {
      maxLength: 300,
    });
    const fills = fc.constantFrom<Shape['fill']>('NONE', 'LINEAR', 'LAST', 'SAME_HOUR');
    const aggregations = fc.constantFrom<SeriesAggregation>('MEAN', 'SUM', 'MIN', 'MAX');
    const leads = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(
        values,
        fills,
        aggregations,
        leads,
        fc.option(fc.integer({ min: 4, max: 50 })),
        (list, fill, aggregation, lead, sampleTo) => {
          const from = Date.parse('2026-03-28T00:00:00Z');
          const period = (n: number) => ({
            from: new Date(from + n * 3_600_000),
            to: new Date(from + list.length * 3_600_000),
          });
          const work = gridOf(period(0), 'HOUR', zone);
          const grid = gridOf(period(Math.min(lead, list.length)), 'HOUR', zone);
          const shaped = shapeSeries(
            {
              grid: work,
              lead: bucketCount(grid) === 0 ? list.length : leadOf(work, grid),
              columns: columns(list),
            },
            shapeOf(grid, { fill, aggregation, sampleTo }),
          );
          const measured = list.slice(lead).filter((value) => !Number.isNaN(value));
          expect(shaped.volume).toBe(
            measured.length === 0 ? null : measured.reduce((a, b) => a + b, 0),
          );
          const lengths = [
            shaped.starts,
            shaped.least,
            shaped.greatest,
            shaped.suspects,
            shaped.places,
          ];
          expect(lengths.map(({ length }) => length)).toEqual(
            lengths.map(() => shaped.values.length),
          );
          for (const index of shaped.filledIndexes) expect(shaped.values[index]).not.toBeNaN();
          if (fill === 'NONE') expect(shaped.filledIndexes).toEqual([]);
        },
      ),
    );
  });
});

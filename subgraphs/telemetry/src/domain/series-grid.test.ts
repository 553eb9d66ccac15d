import fc from 'fast-check';
import { bucketCount, gridOf } from './series-grid.ts';
import { secondsOf, type SeriesResolution } from './series-resolution.ts';

const hour = 3_600_000;
const instant = (text: string) => new Date(text);
const lengths = (from: string, to: string, timeZone: string) => {
  const { edges } = gridOf({ from: instant(from), to: instant(to) }, 'DAY', timeZone);
  return Array.from(edges.subarray(1), (edge, i) => (edge - (edges[i] ?? 0)) / hour);
};

describe('gridOf', () => {
  it('starts a bucket at each multiple of the resolution in the period', () => {
    const period = { from: instant('2026-01-01T00:07:00Z'), to: instant('2026-01-01T01:00:00Z') };
    const { edges } = gridOf(period, 'FIFTEEN_MINUTES', 'Asia/Bangkok');
    expect(Array.from(edges, (edge) => new Date(edge).toISOString().slice(11, 16))).toEqual([
      '00:15',
      '00:30',
      '00:45',
      '01:00',
    ]);
  });

  it('has no bucket when none starts in the period', () => {
    const period = { from: instant('2026-01-01T00:01:00Z'), to: instant('2026-01-01T00:59:00Z') };
    expect(bucketCount(gridOf(period, 'HOUR', 'UTC'))).toBe(0);
    expect(bucketCount(gridOf(period, 'DAY', 'Asia/Bangkok'))).toBe(0);
  });

  it('has days of 23 and 25 hours where the clocks change, also at midnight', () => {
    expect(lengths('2026-03-27T23:00:00Z', '2026-03-30T22:00:00Z', 'Europe/Rome')).toEqual([
      24, 23, 24,
    ]);
    expect(lengths('2026-10-24T22:00:00Z', '2026-10-26T23:00:00Z', 'Europe/Rome')).toEqual([
      25, 24,
    ]);
    // Havana's clocks skip midnight itself.
    expect(lengths('2026-03-07T05:00:00Z', '2026-03-10T04:00:00Z', 'America/Havana')).toEqual([
      24, 23, 24,
    ]);
    expect(lengths('2026-01-01T17:00:00Z', '2026-01-03T17:00:00Z', 'Asia/Bangkok')).toEqual([
      24, 24,
    ]);
  });

  it('gives adjoining periods grids that adjoin', () => {
    const day = fc.integer({ min: 0, max: 30 * 24 * 60 });
    const resolutions = fc.constantFrom<SeriesResolution>(
      ...(Object.keys(secondsOf) as SeriesResolution[]),
    );
    const zones = fc.constantFrom(
      'Asia/Bangkok',
      'Europe/Rome',
      'America/Havana',
      'Asia/Kathmandu',
    );
    fc.assert(
      fc.property(day, day, day, resolutions, zones, (a, b, c, resolution, zone) => {
        const [from, middle, to] = [a, b, c]
          .toSorted((x, y) => x - y)
          .map((minutes) => new Date(Date.UTC(2026, 1, 28) + minutes * 60_000));
        if (from === undefined || middle === undefined || to === undefined) return;
        const starts = (start: Date, end: Date) => {
          const grid = gridOf({ from: start, to: end }, resolution, zone);
          return Array.from(grid.edges.subarray(0, bucketCount(grid)));
        };
        expect([...starts(from, middle), ...starts(middle, to)]).toEqual(starts(from, to));
      }),
      { numRuns: 100 },
    );
  });
});

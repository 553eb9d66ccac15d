import fc from 'fast-check';
import { bucketsBetween, finishedDays } from './cached-days.ts';
import { bucketCount, gridOf } from './series-grid.ts';

const dayMs = 86_400_000;
const from = new Date('2026-03-27T12:00:00Z');
const grid = gridOf(
  { from, to: new Date('2026-03-31T12:00:00Z') },
  'FIVE_MINUTES',
  'Europe/Berlin',
);
const later = Date.parse('2026-05-01T00:00:00Z');

describe('finishedDays', () => {
  it('are the whole local days, as long as the clock makes them', () => {
    const days = finishedDays(grid, later, new Set());
    expect(days.map(({ date, first, end }) => [date, end - first])).toEqual([
      ['2026-03-28', 288],
      ['2026-03-29', 276],
      ['2026-03-30', 288],
    ]);
    expect(days[0]?.first).toBe(11 * 12);
  });

  it('are over, and touch no pending day', () => {
    const dates = (now: string, pending: string | null) => {
      const days = pending === null ? [] : [Date.parse(pending) / dayMs];
      return finishedDays(grid, Date.parse(now), new Set(days)).map(({ date }) => date);
    };
    expect(dates('2026-03-29T21:59:59Z', null)).toEqual(['2026-03-28']);
    expect(dates('2026-03-29T22:00:00Z', null)).toEqual(['2026-03-28', '2026-03-29']);
    // The 29th in Berlin begins at 23:00Z of the 28th.
    expect(dates('2026-05-01T00:00:00Z', '2026-03-28')).toEqual(['2026-03-30']);
    expect(
      finishedDays(gridOf({ from, to: from }, 'FIVE_MINUTES', 'UTC'), later, new Set()),
    ).toEqual([]);
  });
});

describe('bucketsBetween', () => {
  it('are all that lie in no day, once', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 10 });
    fc.assert(
      fc.property(cuts, (places) => {
        const sorted = places.toSorted((a, b) => a - b);
        const days = Array.from({ length: Math.floor(sorted.length / 2) }, (_, n) => ({
          first: sorted[2 * n] ?? 0,
          end: sorted[2 * n + 1] ?? 0,
        }));
        const spans = [...bucketsBetween(50, days), ...days];
        const covered = spans.flatMap(({ first, end }) =>
          Array.from({ length: end - first }, (_, n) => first + n),
        );
        expect(covered.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
      }),
    );
    expect(bucketCount(grid)).toBe(4 * 288);
  });
});

import { qualityOfDays } from './data-quality.ts';

const dayMs = 86_400_000;
const from = Date.parse('2026-01-01T00:00:00Z');
const all = 0xffffff;
const days = (masks: readonly number[], count = 96) => ({
  days: Int32Array.from(masks.keys(), (n) => from / dayMs + n),
  counts: Int32Array.from(masks, () => count),
  hours: Int32Array.from(masks),
});

describe('qualityOfDays', () => {
  it('finds hours without readings, also at the ends and over midnight', () => {
    const { intervalSeconds, gapCount, gaps } = qualityOfDays(
      days([all & ~1, all & ~(1 << 23), all & ~3]),
      from,
      from + 4 * dayMs,
    );
    expect([intervalSeconds, gapCount]).toEqual([900, 3]);
    expect(gaps.map(({ fromAt, toAt }) => [fromAt.toISOString(), toAt.toISOString()])).toEqual([
      ['2026-01-01T00:00:00.000Z', '2026-01-01T01:00:00.000Z'],
      ['2026-01-02T23:00:00.000Z', '2026-01-03T02:00:00.000Z'],
      ['2026-01-04T00:00:00.000Z', '2026-01-05T00:00:00.000Z'],
    ]);
  });

  it('takes no usual distance for a gap', () => {
    // Every six hours: no gap; then one reading is missing.
    const sixHourly = 1 | (1 << 6) | (1 << 12) | (1 << 18);
    const found = qualityOfDays(
      days([sixHourly, sixHourly, sixHourly & ~(1 << 12)], 4),
      from,
      from + 3 * dayMs,
    );
    expect(found.intervalSeconds).toBe(21_600);
    expect(found.gaps.map(({ fromAt }) => fromAt.toISOString())).toEqual([
      '2026-01-03T07:00:00.000Z',
    ]);
    expect(qualityOfDays(days([]), from, from + dayMs)).toEqual({
      intervalSeconds: null,
      gapCount: 1,
      gaps: [{ fromAt: new Date(from), toAt: new Date(from + dayMs) }],
    });
  });

  it('lists the longest twenty of many gaps in order of time', () => {
    const found = qualityOfDays(
      days(Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? all : all & ~7))),
      from,
      from + 40 * dayMs,
    );
    expect([found.gapCount, found.gaps.length]).toEqual([20, 20]);
    const many = qualityOfDays(
      days(Array.from({ length: 40 }, () => all & ~7)),
      from,
      from + 40 * dayMs,
    );
    expect([many.gapCount, many.gaps.length]).toEqual([40, 20]);
  });
});

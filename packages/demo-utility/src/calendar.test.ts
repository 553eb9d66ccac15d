import { billingCloses, gridEndingAt, weekdayOf } from './calendar.ts';

describe('the calendar of the demo', () => {
  it('refuses an end that is not midnight in Bangkok', () => {
    expect(() => gridEndingAt(new Date('2026-11-21T00:00:00Z'), 90)).toThrow('not midnight');
    expect(gridEndingAt(new Date('2026-11-21T17:00:00Z'), 90).steps).toBe(90 * 96);
  });

  it('knows local weekdays: 22 November 2026 is a Sunday', () => {
    expect(weekdayOf(gridEndingAt(new Date('2026-11-22T17:00:00Z'), 1), 0)).toBe(0);
  });

  it.each([
    ['2026-11-20T17:00:00Z', '2026-11-20T17:00:00.000Z'],
    ['2026-11-19T17:00:00Z', '2026-10-20T17:00:00.000Z'],
    ['2026-01-04T17:00:00Z', '2025-12-20T17:00:00.000Z'],
  ])('closes billing before %s at %s, the end of the 20th', (endAt, last) => {
    const closes = billingCloses(new Date(endAt), 4);
    expect(closes).toHaveLength(4);
    expect(closes.at(-1)?.toISOString()).toBe(last);
  });
});

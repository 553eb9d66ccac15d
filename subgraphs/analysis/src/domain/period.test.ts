import { daysOf, periodKey, problemWithPeriod } from './period.ts';

const period = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });

describe('a period', () => {
  it('may last two years, one a leap year, and not longer', () => {
    expect(problemWithPeriod(period('2024-01-01T00:00Z', '2026-01-01T00:00Z'))).toBeNull();
    expect(problemWithPeriod(period('2024-01-01T00:00Z', '2026-01-03T00:00Z'))).toMatch('longer');
  });

  it('is neither empty nor reversed', () => {
    expect(problemWithPeriod(period('2026-01-01T00:00Z', '2026-01-01T00:00Z'))).toMatch('empty');
    expect(problemWithPeriod(period('2026-01-02T00:00Z', '2026-01-01T00:00Z'))).toMatch('reversed');
  });

  it('has a length in days with fractions and a key of its own', () => {
    const half = period('2026-01-01T00:00Z', '2026-01-01T12:00Z');
    expect(daysOf(half)).toBe(0.5);
    expect(periodKey(half)).toBe(periodKey({ ...half }));
    expect(periodKey(half)).not.toBe(periodKey({ from: half.from, to: half.from }));
  });
});

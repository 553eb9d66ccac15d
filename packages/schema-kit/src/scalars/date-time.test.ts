import { DateTime } from './date-time.ts';

describe('DateTime', () => {
  it('takes an instant with its offset', () => {
    const instant = DateTime.parseValue('2026-01-16T00:00:00+07:00');
    expect(instant.toISOString()).toBe('2026-01-15T17:00:00.000Z');
  });

  it('names the value that is none', () => {
    expect(() => DateTime.parseValue('2026-02-30T00:00:00Z')).toThrow(
      /^"2026-02-30T00:00:00Z" is no DateTime/,
    );
    expect(() => DateTime.parseValue('x'.repeat(1000))).toThrow(/^"x{40}" is no DateTime/);
    expect(() => DateTime.parseValue(7)).toThrow(/^This is no DateTime/);
  });
});

import { parseInstant } from './parse-instant.ts';

describe('parseInstant', () => {
  it.each([
    ['2026-01-15T10:30:00Z', '2026-01-15T10:30:00.000Z'],
    ['2026-01-15T10:30:00.25+07:00', '2026-01-15T03:30:00.250Z'],
    ['2026-01-15T10:30-02:30', '2026-01-15T13:00:00.000Z'],
    ['2024-02-29T00:00:00z', '2024-02-29T00:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(new Date(parseInstant(text)).toISOString()).toBe(expected);
  });

  it.each([
    '',
    '2026-01-15',
    '2026-01-15T10:30:00',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-15T24:00:00Z',
    'now',
  ])('knows that "%s" is none', (text) => {
    expect(parseInstant(text)).toBeNaN();
  });
});

import { chooseResolution, type SeriesResolution } from './series-resolution.ts';

const from = new Date('2026-01-01T00:00:00Z');
const days = (n: number) => ({ from, to: new Date(from.getTime() + n * 86_400_000) });

describe('chooseResolution', () => {
  it.each<[number, number | null, SeriesResolution]>([
    [1 / 24, null, 'FIFTEEN_MINUTES'],
    [7, null, 'FIFTEEN_MINUTES'],
    [31, null, 'HOUR'],
    [365, null, 'DAY'],
    [7, 200, 'HOUR'],
    [7, 7, 'DAY'],
    [31, 5000, 'FIFTEEN_MINUTES'],
  ])('serves %s days in at most %s points at %s', (length, maxPoints, expected) => {
    expect(chooseResolution({ period: days(length), maxPoints })).toEqual({
      ok: true,
      value: expected,
    });
  });

  it('keeps to the resolution asked for, up to 5,000 points', () => {
    const asked = (length: number, resolution: SeriesResolution) =>
      chooseResolution({ period: days(length), resolution });
    expect(asked(17, 'FIVE_MINUTES')).toEqual({ ok: true, value: 'FIVE_MINUTES' });
    expect(asked(18, 'FIVE_MINUTES')).toMatchObject({
      ok: false,
      errors: [
        expect.stringContaining(
          '5184 points at FIVE_MINUTES, more than 5000: ask for FIFTEEN_MINUTES',
        ),
      ],
    });
    expect(asked(365, 'FIFTEEN_MINUTES')).toMatchObject({
      errors: [expect.stringContaining('ask for DAY')],
    });
    expect(asked(20_000, 'HOUR')).toMatchObject({
      errors: [expect.stringContaining('shorten the period')],
    });
  });

  it('refuses empty periods and bounds that are out of range', () => {
    expect(chooseResolution({ period: days(0) }).ok).toBe(false);
    expect(chooseResolution({ period: days(-1) }).ok).toBe(false);
    expect(chooseResolution({ period: days(1), maxPoints: 0 }).ok).toBe(false);
    expect(chooseResolution({ period: days(1), maxPoints: 5001 }).ok).toBe(false);
    expect(chooseResolution({ period: days(20_000) }).ok).toBe(false);
  });
});

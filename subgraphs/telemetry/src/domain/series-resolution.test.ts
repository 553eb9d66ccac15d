import { chooseResolution, type SeriesResolution } from './series-resolution.ts';

const from = new Date('2026-01-01T00:00:00Z');
const days = (n: number) => ({ from, to: new Date(from.getTime() + n * 86_400_000) });
const chosen = (resolution: string, sampleTo: number | null = null) => ({
  ok: true,
  value: { resolution, sampleTo },
});

describe('chooseResolution', () => {
  it.each<[number, number | null, SeriesResolution]>([
    [1 / 24, null, 'FIFTEEN_MINUTES'],
    [7, null, 'FIFTEEN_MINUTES'],
    [31, null, 'HOUR'],
    [365, null, 'DAY'],
    [20_000, null, 'MONTH'],
    [7, 200, 'HOUR'],
    [7, 7, 'DAY'],
    [31, 5000, 'FIFTEEN_MINUTES'],
  ])('serves %s days in at most %s points at %s', (length, maxPoints, expected) => {
    expect(chooseResolution({ period: days(length), maxPoints })).toEqual(chosen(expected));
  });

  it('keeps to the resolution asked for, up to 10,000 points', () => {
    const asked = (length: number, resolution: SeriesResolution) =>
      chooseResolution({ period: days(length), resolution });
    expect(asked(34, 'FIVE_MINUTES')).toEqual(chosen('FIVE_MINUTES'));
    expect(asked(366, 'HOUR')).toEqual(chosen('HOUR'));
    expect(asked(35, 'FIVE_MINUTES')).toMatchObject({
      ok: false,
      errors: [
        expect.stringContaining(
          '10080 points at FIVE_MINUTES, more than 10000: ask for FIFTEEN_MINUTES',
        ),
      ],
    });
    expect(asked(365, 'FIFTEEN_MINUTES')).toMatchObject({
      errors: [expect.stringContaining('ask for HOUR')],
    });
    expect(asked(20_000, 'HOUR')).toMatchObject({
      errors: [expect.stringContaining('ask for MONTH')],
    });
  });

  it('reads more than it shows when it may thin out', () => {
    const asked = (length: number, maxPoints: number | null) =>
      chooseResolution({
        period: days(length),
        resolution: 'FIFTEEN_MINUTES',
        maxPoints,
        downsample: true,
      });
    expect(asked(365, 800)).toEqual(chosen('FIFTEEN_MINUTES', 800));
    expect(asked(365, null)).toEqual(chosen('FIFTEEN_MINUTES', 1500));
    expect(asked(2_100, 800)).toMatchObject({
      errors: [expect.stringContaining('more than 200000')],
    });
    expect(asked(365, 3).ok).toBe(false);
    expect(chooseResolution({ period: days(1), downsample: true })).toMatchObject({
      errors: [expect.stringContaining('state one')],
    });
  });

  it('refuses empty periods and bounds that are out of range', () => {
    expect(chooseResolution({ period: days(0) }).ok).toBe(false);
    expect(chooseResolution({ period: days(-1) }).ok).toBe(false);
    expect(chooseResolution({ period: days(1), maxPoints: 0 }).ok).toBe(false);
    expect(chooseResolution({ period: days(1), maxPoints: 10_001 }).ok).toBe(false);
    expect(chooseResolution({ period: days(40_000) }).ok).toBe(false);
  });
});

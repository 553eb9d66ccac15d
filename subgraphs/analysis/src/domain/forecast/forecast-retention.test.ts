import { forecastRetention } from './forecast-retention.ts';

describe('forecastRetention', () => {
  it('keeps what was shown for five weeks, and what is compared for five years', () => {
    expect(forecastRetention(new Date('2026-11-23T00:00:00Z'))).toEqual({
      shownBefore: new Date('2026-10-19T00:00:00Z'),
      anyBefore: new Date('2021-11-23T00:00:00Z'),
    });
  });
});

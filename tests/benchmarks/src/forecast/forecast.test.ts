import { scoreWeek, meanScore, coverageOf } from './demand-scores.ts';
import { easterSunday, isItalianHoliday } from './italian-holidays.ts';
import { localCalendar } from './local-calendar.ts';
import { weeksOf } from './scored-weeks.ts';

describe('localCalendar', () => {
  it('steps over both changes of clocks and fills a missing row', () => {
    const { hours, hourOfRow, hourOfDay, weekday, days } = localCalendar([
      '2022-03-27T01:00:00+0100',
      '2022-03-27T03:00:00+0200',
      '2022-03-27T05:00:00+0200',
    ]);
    expect({ hours, hourOfRow }).toEqual({ hours: 4, hourOfRow: [0, 1, 3] });
    expect([...hourOfDay]).toEqual([1, 3, 4, 5]);
    expect([...weekday]).toEqual([6, 6, 6, 6]);
    expect(days[2]).toBe('2022-03-27');
    const autumn = ['2021-10-31T02:00:00+0200', '2021-10-31T02:00:00+0100'];
    expect([...localCalendar(autumn).hourOfDay]).toEqual([2, 2]);
  });

  it('refuses a time without an offset', () => {
    expect(() => localCalendar(['2022-03-27 01:00:00'])).toThrow('no local time');
  });
});

describe('weeksOf', () => {
  it('scores the last eight whole weeks and validates on weeks before them', () => {
    const hours = 24 * 7 * 60 + 5;
    const hourOfDay = Uint8Array.from({ length: hours }, (_, hour) => hour % 24);
    const calendar = { hours, hourOfDay, weekday: hourOfDay, hourOfRow: [], days: [] };
    const { scored, validation } = weeksOf(calendar);
    expect(scored.map((hour) => hour / 168)).toEqual([52, 53, 54, 55, 56, 57, 58, 59]);
    expect(validation.map((hour) => hour / 168)).toEqual([21, 27, 33, 39, 45, 51]);
  });
});

describe('scores', () => {
  const measured = new Float64Array(168).fill(10);

  it('tells day 1 from days 2–7 and leaves gaps out', () => {
    const forecast = Float64Array.from(measured, (value, hour) => value + (hour < 24 ? 2 : 1));
    forecast[3] = 15;
    measured[5] = Number.NaN;
    const score = scoreWeek(measured, forecast);
    expect(score.pi1).toBeCloseTo((22 * 2 + 5) / 23, 9);
    expect(score).toMatchObject({ pi2: 5, pi3: 1 });
    const nothing = scoreWeek(new Float64Array(168).fill(Number.NaN), forecast);
    expect(meanScore([score, nothing])).toEqual(score);
  });

  it('counts readings within an interval', () => {
    const low = new Float64Array(168).fill(11);
    low.fill(9, 0, 48);
    const high = new Float64Array(168).fill(12);
    expect(coverageOf(measured, { low, high })).toEqual({ within: 47, of: 167 });
  });
});

describe('isItalianHoliday', () => {
  it('knows fixed days and Easter with its Monday', () => {
    expect([2021, 2022, 2024].map(easterSunday)).toEqual([
      '2021-04-04',
      '2022-04-17',
      '2024-03-31',
    ]);
    expect(['2022-04-18', '2024-04-01', '2022-06-02'].every(isItalianHoliday)).toBe(true);
    expect(isItalianHoliday('2022-04-19')).toBe(false);
  });
});

import fc from 'fast-check';
import { offsetAt } from '@waris/local-time';
import { localDaysStartingIn, localHourAt } from './local-days.ts';

const hour = 3_600_000;
const daysIn = (from: string, to: string, zone: string) =>
  localDaysStartingIn({ from: new Date(from), to: new Date(to) }, zone);
const hoursOf = (day: { startMs: number; endMs: number } | undefined) =>
  day === undefined ? null : (day.endMs - day.startMs) / hour;

describe('localDaysStartingIn', () => {
  it('starts days of Bangkok at 17:00 UTC', () => {
    const days = daysIn('2026-01-09T17:00:00Z', '2026-01-11T17:00:00Z', 'Asia/Bangkok');
    expect(days.map((day) => day.date)).toEqual(['2026-01-10', '2026-01-11']);
    expect(days[0]?.startMs).toBe(Date.parse('2026-01-09T17:00:00Z'));
    expect(days[0]?.offsetMs).toBe(7 * hour);
  });

  it('leaves a day that began before the period to the period before', () => {
    const days = daysIn('2026-01-09T17:00:01Z', '2026-01-10T17:00:01Z', 'Asia/Bangkok');
    expect(days.map((day) => day.date)).toEqual(['2026-01-11']);
  });

  it('has days of 23 and 25 hours when clocks change', () => {
    const [spring] = daysIn('2025-03-29T23:00:00Z', '2025-03-30T22:00:00Z', 'Europe/Berlin');
    expect([spring?.date, hoursOf(spring), spring?.offsetMs]).toEqual(['2025-03-30', 23, null]);
    const [autumn] = daysIn('2025-10-25T22:00:00Z', '2025-10-26T23:00:00Z', 'Europe/Berlin');
    expect([autumn?.date, hoursOf(autumn)]).toEqual(['2025-10-26', 25]);
  });

  it('begins a day without a midnight where clocks go on', () => {
    // Santiago: 2025-09-07 begins at 01:00.
    const [day] = daysIn('2025-09-07T03:59:00Z', '2025-09-07T04:01:00Z', 'America/Santiago');
    expect([day?.date, hoursOf(day)]).toEqual(['2025-09-07', 23]);
    expect(day?.startMs).toBe(Date.parse('2025-09-07T04:00:00Z'));
  });

  it('lays days end to end without gap or overlap in any zone', () => {
    const zones = fc.constantFrom(
      'Asia/Bangkok',
      'Asia/Kathmandu',
      'Europe/Berlin',
      'America/Santiago',
      'Australia/Lord_Howe',
      'Asia/Beirut',
      'UTC',
    );
    const starts = fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2027, 0) });
    fc.assert(
      fc.property(zones, starts, fc.integer({ min: 1, max: 400 }), (zone, start, length) => {
        const period = { from: new Date(start), to: new Date(start + length * 24 * hour) };
        const days = localDaysStartingIn(period, zone);
        expect(Math.abs(days.length - length)).toBeLessThanOrEqual(1);
        for (const [index, day] of days.entries()) {
          if (index > 0) expect(day.startMs).toBe(days[index - 1]?.endMs);
          expect(new Date(day.startMs + offsetAt(day.startMs, zone)).toISOString()).toContain(
            day.date,
          );
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('localHourAt', () => {
  it('shows an hour twice when clocks go back', () => {
    const [day] = daysIn('2025-10-25T22:00:00Z', '2025-10-26T23:00:00Z', 'Europe/Berlin');
    if (day === undefined) throw new Error('No day.');
    const hours = [0, 1, 2, 3, 4].map((at) =>
      localHourAt(day.startMs + at * hour, day, 'Europe/Berlin'),
    );
    expect(hours).toEqual([0, 1, 2, 2, 3]);
  });
});

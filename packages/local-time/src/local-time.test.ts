import fc from 'fast-check';
import { instantsOfLocalTime, isTimeZone, offsetAt } from './local-time.ts';

const iso = (instants: readonly number[]) => instants.map((at) => new Date(at).toISOString());

describe('instantsOfLocalTime', () => {
  it('is one instant in a zone without summer time', () => {
    const local = Date.UTC(2026, 0, 15, 7);
    expect(iso(instantsOfLocalTime(local, 'Asia/Bangkok'))).toEqual(['2026-01-15T00:00:00.000Z']);
  });

  it('is none in the hour that clocks skip and two in the hour that they show twice', () => {
    expect(instantsOfLocalTime(Date.UTC(2026, 2, 29, 2, 30), 'Europe/Rome')).toEqual([]);
    expect(iso(instantsOfLocalTime(Date.UTC(2026, 9, 25, 2, 30), 'Europe/Rome'))).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
    ]);
    // Lord Howe moves its clocks by half an hour.
    expect(instantsOfLocalTime(Date.UTC(2026, 9, 4, 2, 15), 'Australia/Lord_Howe')).toEqual([]);
  });

  it('contains the instant whose local time it was asked for', () => {
    const zones = fc.constantFrom('Asia/Bangkok', 'Europe/Rome', 'America/New_York', 'UTC');
    const instants = fc.integer({ min: 0, max: Date.UTC(2040, 0, 1) / 1000 });
    fc.assert(
      fc.property(instants, zones, (seconds, zone) => {
        const at = seconds * 1000;
        expect(instantsOfLocalTime(at + offsetAt(at, zone), zone)).toContain(at);
      }),
    );
  });
});

describe('isTimeZone', () => {
  it('knows IANA names and nothing else', () => {
    expect(['Asia/Bangkok', 'UTC', 'Mars/Base', ''].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

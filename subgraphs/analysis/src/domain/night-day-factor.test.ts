import { nightDayFactorOf } from './night-day-factor.ts';

const flat = new Float64Array(24).fill(30);

describe('nightDayFactorOf', () => {
  it('is 24 h under steady pressure, and measured', () => {
    expect(nightDayFactorOf(flat, 1.5)).toEqual({ hours: 24, measured: true });
  });

  it('falls with the pressure by day', () => {
    const hours = flat.map((_, hour) => (hour === 2 || hour === 3 ? 40 : 10));
    expect(nightDayFactorOf(hours, 1).hours).toBeCloseTo(2 + 22 / 4, 12);
    expect(nightDayFactorOf(hours, 0.5).hours).toBeCloseTo(2 + 22 / 2, 12);
  });

  it('is a flat 24 h, and says so, where an hour was not read or nothing was', () => {
    const holed = flat.map((pressure, hour) => (hour === 12 ? Number.NaN : pressure));
    const assumed = { hours: 24, measured: false };
    expect(nightDayFactorOf(holed, 1)).toEqual(assumed);
    expect(nightDayFactorOf(undefined, 1)).toEqual(assumed);
    expect(nightDayFactorOf(new Float64Array(24), 1)).toEqual(assumed);
  });
});

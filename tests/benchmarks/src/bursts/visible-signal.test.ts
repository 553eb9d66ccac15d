import { signalTable } from './visible-signal.ts';

const dayMs = 86_400_000;
const days = 60;

// Every day errs by one m³/h or none, in no order that a week knows.
const errs = Array.from({ length: days }, (_, day) => ((day * day * 7) % 11) / 5);
const whole = {
  code: 'all',
  inflow: {
    startAt: 0,
    intervalSeconds: 3600,
    netInflowM3PerHour: Float64Array.from({ length: days * 24 }, (_, hour) => {
      return 100 + (errs[Math.floor(hour / 24)] ?? 0);
    }),
  },
  withPressures: null,
  leaks: [
    { pipe: 'small', startAt: 20.5 * dayMs, endAt: Infinity, type: 'abrupt' },
    { pipe: 'large', startAt: 20.5 * dayMs, endAt: 30 * dayMs, type: 'abrupt' },
  ],
  holdsPipe: () => true,
};
const period = { name: 'made up', dmas: [whole], whole };
const flowsOf = (small: number, large: number) =>
  new Map([
    ['small', new Float64Array(days * 24).fill(small)],
    ['large', new Float64Array(days * 24).fill(large)],
  ]);

describe('what daily inflow shows of a leak', () => {
  it('grows with its size and with the days it runs within three weeks', () => {
    const rows = signalTable(period, flowsOf(1, 4))?.rows ?? [];
    const deviations = rows.map((row) => Number(row[4]));
    // 21 whole days of 1 beside 10 of 4.
    expect(deviations[1]).toBeCloseTo(((deviations[0] ?? 0) * Math.sqrt(160)) / Math.sqrt(21), 6);
    expect(rows[0]?.[3]).toBeCloseTo(1, 9);
    expect(rows[1]?.[3]).toBeCloseTo(4, 9);
  });

  it('is not told where the true flows are not known', () => {
    expect(signalTable(period, null)).toBeNull();
    expect(signalTable(period, new Map())?.rows[0]?.slice(3)).toEqual([null, 0]);
  });
});

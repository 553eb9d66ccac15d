import { drawLeaks, leakFlow } from './draw-leaks.ts';
import { growthTables } from './growth-table.ts';
import { lotOf } from './lot.ts';
import { ltownScenarios } from './ltown-scenarios.ts';
import { realScenarios } from './real-scenarios.ts';
import { scoreScenarios } from './score-scenarios.ts';

const dayMs = 86_400_000;
const leak = {
  pipe: 'p1',
  startAt: 10 * dayMs,
  endAt: 40 * dayMs,
  type: 'incipient',
  peakM3PerHour: 8,
  growthDays: 20,
};
const town = Float64Array.from(
  { length: 200 * 24 },
  (_, hour) => 100 + 40 * Math.sin((hour / 12) * Math.PI) + (hour % 7) / 3,
);

describe('made-up bursts', () => {
  it('grow with the square of their age up to the peak and end with the repair', () => {
    const flows = [9, 20, 30, 39, 40].map((day) => leakFlow(leak, day * dayMs));
    expect(flows).toEqual([0, 2, 8, 8, 0]);
  });

  it('come out the same for the same seed and others for another', () => {
    const draw = (seed: number) =>
      drawLeaks(lotOf(seed), { startAt: 0, days: 365 }, { from: 2, to: 20 }, ['a', 'b']);
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
    for (const { peakM3PerHour, startAt, endAt } of draw(5)) {
      expect(peakM3PerHour).toBeGreaterThanOrEqual(2);
      expect(peakM3PerHour).toBeLessThanOrEqual(20);
      expect(startAt).toBeGreaterThanOrEqual(21 * dayMs);
      expect(endAt).toBeGreaterThan(startAt);
    }
  });

  it('add to a real inflow what leaks and nothing else', () => {
    const { input, leaks } = realScenarios([['a', town]]).draw(3);
    expect(leaks.length).toBeGreaterThan(0);
    for (let hour = 0; hour < town.length; hour += 17) {
      const leakage = leaks.reduce((sum, one) => sum + leakFlow(one, hour * 3_600_000), 0);
      expect((input.netInflowM3PerHour[hour] ?? 0) - (town[hour] ?? 0)).toBeCloseTo(leakage, 9);
    }
  });

  it('take whole weeks of the leak-free days, in which demand differs from day to day', () => {
    const flows = Float64Array.from({ length: 60 * 96 }, (_, i) => 100 + (i % 96) / 10);
    const leakFree = { startAt: 0, intervalSeconds: 900, netInflowM3PerHour: flows };
    const { input, leaks } = ltownScenarios(leakFree, null).draw(1);
    expect(input.netInflowM3PerHour).toHaveLength(182 * 96);
    expect(leaks.every(({ startAt }) => startAt >= 21 * dayMs)).toBe(true);
    const first = Array.from(input.netInflowM3PerHour, (flow) => flow ?? 0).slice(0, 20 * 96);
    expect(Math.max(...first)).toBeLessThan(160);
    expect(Math.min(...first)).toBeGreaterThan(60);
    expect(new Set(first).size).toBeGreaterThan(1000);
  });

  it('are counted once each in the tables', () => {
    const score = scoreScenarios(realScenarios([['a', town]]), [1, 2, 3]);
    const delays = score.sought.map(({ delayDays }) => delayDays);
    expect(delays.filter((delay) => delay !== null).length).toBeGreaterThan(0);
    for (const { rows } of growthTables([score])) {
      const counted = rows.reduce((sum, row) => sum + Number(row[2]), 0);
      expect(counted).toBe(score.sought.length);
      const found = rows.reduce((sum, row) => sum + Number(row[1]), 0);
      expect(found).toBe(delays.filter((delay) => delay !== null).length);
    }
  });
});

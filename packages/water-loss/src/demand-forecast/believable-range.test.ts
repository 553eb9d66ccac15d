import { keepBelievable } from './believable-range.ts';
import { demandOf, withInflow } from './demand-forecast.testkit.ts';
import { demandForecaster } from './forecast-demand.ts';

const calm = demandOf(120);

describe('a believable forecast', () => {
  it('lies within what eight weeks measured and a tenth of their range', () => {
    const inflow = Float64Array.from({ length: 200 * 24 }, (_, hour) =>
      hour < 24 ? 999 : hour % 24,
    );
    inflow[4000] = Number.NaN;
    const origin = 190 * 24;
    const kept = keepBelievable(
      { ...calm, inflow },
      origin,
      Float64Array.of(-50, 3, 80, Number.NaN),
    );
    expect(kept[0]).toBeCloseTo(-2.3, 12);
    expect(kept[1]).toBe(3);
    expect(kept[2]).toBeCloseTo(25.3, 12);
    expect(kept[3]).toBeNaN();
  });

  it('is left alone where nothing was measured', () => {
    const inflow = new Float64Array(200).fill(Number.NaN);
    const wild = Float64Array.of(-50, 80);
    expect(keepBelievable({ ...calm, inflow }, 100, wild)).toEqual(wild);
    expect(keepBelievable({ ...calm, inflow }, 0, wild)).toEqual(wild);
  });

  it('stays near the town in the days after its first leak was repaired', () => {
    // So steady that a regression takes the one leak for a law.
    const leaky = withInflow(calm, (_, hour) => {
      const leak = hour >= 70.4 * 24 && hour < 80.5 * 24 ? 9 : 0;
      return 18 + 6 * Math.sin((2 * Math.PI * hour) / 24) + 0.001 * (hour % 7) + leak;
    });
    const forecast = demandForecaster(leaky);
    for (const day of [81, 82, 84, 88]) {
      const { expected } = forecast(24 * day);
      expect(Math.min(...expected)).toBeGreaterThan(9);
      expect(Math.max(...expected)).toBeLessThan(36);
    }
  });
});

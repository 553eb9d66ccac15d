import fc from 'fast-check';
import { addNight } from './add-night.ts';
import {
  initialNightRuleState,
  nightEwma,
  nightFlowExcessRule,
  plainNightCusum,
  type NightRule,
} from './night-rule.ts';

const dayMs = 86_400_000;

function walk(flows: readonly (number | null)[], rule: NightRule) {
  const state = initialNightRuleState();
  for (const [day, flowM3PerHour] of flows.entries()) {
    addNight(state, { startAt: day * dayMs, endAt: (day + 1) * dayMs, flowM3PerHour }, rule);
  }
  return state.rises;
}

const ripple = (day: number) => 60 + (day % 3);
const nights = (count: number, extra: (day: number) => number) =>
  Array.from({ length: count }, (_, day) => ripple(day) + extra(day));
const rules = [plainNightCusum, nightEwma, nightFlowExcessRule];

describe('night rules', () => {
  it.each(rules)('$kind raises one rise with its size and ends it after the repair', (rule) => {
    const rises = walk(
      nights(70, (day) => (day >= 40 && day < 55 ? 20 : 0)),
      rule,
    );
    expect(rises).toHaveLength(1);
    expect(rises[0]).toMatchObject({ number: 1, startAt: 40 * dayMs, endAt: 55 * dayMs });
    expect(rises[0]?.sizeM3PerHour).toBeGreaterThan(17);
    expect(rises[0]?.sizeM3PerHour).toBeLessThan(23);
    expect(rises[0]?.alarmAt).toBeLessThanOrEqual(43 * dayMs);
  });

  it.each(rules)('$kind raises nothing on quiet nights, few nights or a flat line', (rule) => {
    expect(
      walk(
        nights(100, () => 0),
        rule,
      ),
    ).toEqual([]);
    expect(
      walk(
        nights(14, (day) => (day > 12 ? 90 : 0)),
        rule,
      ),
    ).toEqual([]);
    expect(walk(Array(60).fill(0), rule)).toEqual([]);
  });

  it('tells which of 120, 150 and 200 % of the baseline was passed', () => {
    const passed = (factor: number) =>
      walk(
        nights(40, (day) => (day >= 30 ? 61 * (factor - 1) : 0)),
        nightFlowExcessRule,
      ).map((rise) => rise.greatestRatio);
    expect([1.1, 1.3, 1.7, 2.5].map(passed)).toEqual([[], [1.2], [1.5], [2]]);
  });

  it('takes a rise of two months for the new usual', () => {
    const rises = walk(
      nights(150, (day) => (day >= 30 ? 20 : 0)),
      plainNightCusum,
    );
    expect(rises).toHaveLength(1);
    expect(rises[0]?.endAt).toBe(90 * dayMs);
  });

  it('knows each night only what lay before, and passes over a night that comes again', () => {
    const flow = fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: null, freq: 9 });
    fc.assert(
      fc.property(
        fc.array(flow, { minLength: 20, maxLength: 60 }),
        fc.constantFrom(...rules),
        (flows, rule) => {
          const state = initialNightRuleState();
          for (const [day, flowM3PerHour] of flows.entries()) {
            const night = { startAt: day * dayMs, endAt: (day + 1) * dayMs, flowM3PerHour };
            addNight(state, night, rule);
            addNight(state, night, rule);
            expect(state.rises).toEqual(walk(flows.slice(0, day + 1), rule));
            expect(state.rises.every((rise) => rise.alarmAt <= night.endAt)).toBe(true);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

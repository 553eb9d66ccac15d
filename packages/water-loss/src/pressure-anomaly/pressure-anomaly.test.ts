import {
  addPressureAnomalyDay,
  initialPressureAnomalyState,
  type PressureAnomalyDay,
} from './add-pressure-day.ts';
import {
  pressureBandRule,
  pressurePatternRule,
  pressureShareRule,
  type PressureRule,
} from './pressure-pattern.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

// 30 m at night, 24 m at peak, a ripple from day to day; weekends 1 m higher.
function usual(day: number, hour: number): number {
  const peak = hour >= 6 && hour < 9 ? 6 : 0;
  return 30 - peak + ((day * 7 + hour * 3) % 5) * 0.1 + (day % 7 > 4 ? 1 : 0);
}

function walk(rule: PressureRule, days: number, extra: (day: number, hour: number) => number) {
  const state = initialPressureAnomalyState();
  for (let day = 0; day < days; day += 1) {
    addPressureAnomalyDay(state, dayOf(day, extra), rule);
  }
  return state.anomalies;
}

function dayOf(
  day: number,
  extra: (day: number, hour: number) => number | null,
): PressureAnomalyDay {
  return {
    startAt: day * dayMs,
    endAt: (day + 1) * dayMs,
    dayType: Math.max(0, (day % 7) - 4),
    hoursM: Array.from({ length: 24 }, (_, hour) => {
      const added = extra(day, hour);
      return added === null ? null : usual(day, hour) + added;
    }),
  };
}

const isLow = (day: number, hour: number) => (day === 40 && hour >= 10 && hour < 16 ? -15 : 0);

describe('pressure anomalies', () => {
  it.each([pressurePatternRule, pressureBandRule, pressureShareRule])(
    '$kind finds six hours of low pressure, when they began and ended',
    (rule) => {
      expect(walk(rule, 50, isLow)).toMatchObject([
        {
          number: 1,
          direction: 'low',
          startAt: 40 * dayMs + 10 * hourMs,
          endAt: 40 * dayMs + 16 * hourMs,
          alarmAt: 41 * dayMs,
        },
      ]);
    },
  );

  it.each([pressurePatternRule, pressureBandRule, pressureShareRule])(
    '$kind is silent on usual days, on two odd hours, and before it knows what is usual',
    (rule) => {
      expect(walk(rule, 80, () => 0)).toEqual([]);
      expect(walk(rule, 50, (day, hour) => (day === 40 && hour < 2 ? -20 : 0))).toEqual([]);
      expect(walk(rule, 13, (day) => (day === 12 ? -20 : 0))).toEqual([]);
    },
  );

  it('knows the hour: the pattern sees what a fixed share of the level does not', () => {
    const slight = (day: number, hour: number) => (day === 40 && hour < 5 ? -4 : 0);
    expect(walk(pressurePatternRule, 50, slight)).toHaveLength(1);
    expect(walk(pressureShareRule, 50, slight)).toEqual([]);
  });

  it('takes a lasting change for the new usual after two weeks', () => {
    const anomalies = walk(pressurePatternRule, 100, (day) => (day >= 40 ? 8 : 0));
    expect(anomalies).toMatchObject([
      { direction: 'high', endAt: 54 * dayMs, startAt: 40 * dayMs },
    ]);
  });

  it('passes over gaps and over a day that comes again', () => {
    const state = initialPressureAnomalyState();
    for (let day = 0; day < 45; day += 1) {
      const made = dayOf(day, (at, hour) => (at === 41 ? null : isLow(at, hour)));
      addPressureAnomalyDay(state, made, pressurePatternRule);
      addPressureAnomalyDay(state, made, pressurePatternRule);
    }
    expect(state.anomalies).toEqual(walk(pressurePatternRule, 45, isLow));
    expect(state.days).toHaveLength(45);
  });
});

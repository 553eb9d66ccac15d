import {
  nightFlowStepAlarms,
  plainCusumAlarms,
  shareOfBaselineAlarms,
  valueAt,
  type BurstInput,
  type DailyValue,
} from '@waris/water-loss';

const dayMs = 86_400_000;

type Rule = (nights: readonly DailyValue[]) => readonly number[];

const rules: readonly (readonly [string, Rule])[] = [
  ['MNF step 3 over 14 nights, 10 m3/h', (nights) => nightFlowStepAlarms(nights, 10)],
  ['120 % of baseline', (nights) => shareOfBaselineAlarms(nights, 1.2)],
  ['150 % of baseline', (nights) => shareOfBaselineAlarms(nights, 1.5)],
  ['200 % of baseline', (nights) => shareOfBaselineAlarms(nights, 2)],
  ['plain CUSUM k0.5 h5', (nights) => plainCusumAlarms(nights, 0.5, 5)],
  ['plain CUSUM k0.5 h8', (nights) => plainCusumAlarms(nights, 0.5, 8)],
  ['plain CUSUM k1 h5', (nights) => plainCusumAlarms(nights, 1, 5)],
  ['plain CUSUM k1 h8', (nights) => plainCusumAlarms(nights, 1, 8)],
];

/** The rules that WARIS is put beside, each with the instants of its alarms. */
export const baselineMethods = rules.map(([method, daysOf]) => ({
  method,
  // Known when the night is over, at 04:00.
  alarmsOf: (input: BurstInput): readonly number[] =>
    daysOf(nightsOf(input)).map((day) => input.startAt + day * dayMs + dayMs / 6),
}));

/** Mean net inflow from 02:00 to 04:00 of each day that has a reading then. */
function nightsOf({ netInflowM3PerHour, intervalSeconds }: BurstInput): DailyValue[] {
  const perHour = 3600 / intervalSeconds;
  const nights: DailyValue[] = [];
  for (let day = 0; (day + 1) * 24 * perHour <= netInflowM3PerHour.length; day += 1) {
    let sum = 0;
    let count = 0;
    for (let i = (day * 24 + 2) * perHour; i < (day * 24 + 4) * perHour; i += 1) {
      const flow = valueAt(netInflowM3PerHour, i);
      if (flow === null) continue;
      sum += flow;
      count += 1;
    }
    if (count > 0) nights.push({ day, value: sum / count });
  }
  return nights;
}

import type { DailyValue } from './forecast-day.ts';
import { median, robustScale } from './robust-statistics.ts';

/** Days on which a rule raised an alarm; days of one unbroken alarm count once, by the first. */
export type RuleAlarms = readonly number[];

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

// An alarm stands while the rule holds: only the first day of it is news.
function firstDays(nights: readonly DailyValue[], holds: (index: number) => boolean): RuleAlarms {
  const alarms: number[] = [];
  let held = false;
  for (const [index, { day }] of nights.entries()) {
    const holding = holds(index);
    if (holding && !held) alarms.push(day);
    held = holding;
  }
  return alarms;
}

/** MNF step rule: the mean of 3 nights lies `stepM3PerHour` above that of the 14 before them. */
export function nightFlowStepAlarms(
  nights: readonly DailyValue[],
  stepM3PerHour: number,
): RuleAlarms {
  return firstDays(nights, (index) => {
    if (index < 16) return false;
    const values = nights.map(({ value }) => value);
    const recent = mean(values.slice(index - 2, index + 1));
    return recent - mean(values.slice(index - 16, index - 2)) > stepM3PerHour;
  });
}

/** PWA's rule: night flow above a share (1.2, 1.5 or 2) of its baseline, here the first 14 nights. */
export function shareOfBaselineAlarms(nights: readonly DailyValue[], ratio: number): RuleAlarms {
  const baseline = mean(nights.slice(0, 14).map(({ value }) => value));
  return firstDays(
    nights,
    (index) => index >= 14 && (nights[index]?.value ?? 0) > ratio * baseline,
  );
}

/**
 * Plain robust CUSUM on plain night flow: score against median and 1.4826 · MAD of the 14 nights
 * before, S = max(0, S + z − k), alarm above h, after which S is 0 again.
 */
export function plainCusumAlarms(
  nights: readonly DailyValue[],
  slack: number,
  threshold: number,
): RuleAlarms {
  const alarms: number[] = [];
  let sum = 0;
  for (const [index, { day, value }] of nights.entries()) {
    if (index < 14) continue;
    const before = nights.slice(index - 14, index).map((night) => night.value);
    const scale = robustScale(before) ?? 0;
    const score = scale > 0 ? (value - (median(before) ?? 0)) / scale : 0;
    sum = Math.max(0, sum + score - slack);
    if (sum <= threshold) continue;
    alarms.push(day);
    sum = 0;
  }
  return alarms;
}

import type { RawColumn } from '../columns.ts';
import { valueAt } from '../columns.ts';
import type { BurstParameters } from './burst-parameters.ts';

/** What makes the readings of a day unfit for leak detection. */
export type DayFault = 'missing' | 'stuck' | 'zero' | 'negative' | 'implausible';

/** A local day of net inflow in a few numbers; flows in m³/h. */
export type DaySummary = {
  /** Mean of each hour; null where less than half of the hour is there. */
  readonly hours: readonly (number | null)[];
  readonly completenessRatio: number;
  /** Longest run of one unchanged value other than zero, in hours. */
  readonly stuckHours: number;
  readonly zeroHours: number;
  readonly negativeHours: number;
};

/** Sums a day up. `flows` starts at local midnight; a day of 23 or 25 hours is stretched to 24. */
export function summariseDay(flows: RawColumn): DaySummary {
  const sums = new Float64Array(24);
  const counts = new Float64Array(24);
  let present = 0;
  let previous = Number.NaN;
  let run = 0;
  let longest = 0;
  let zeros = 0;
  for (let i = 0; i < flows.length; i += 1) {
    const flow = valueAt(flows, i);
    if (flow === null) continue;
    const hour = Math.floor((i * 24) / flows.length);
    sums[hour] = (sums[hour] ?? 0) + flow;
    counts[hour] = (counts[hour] ?? 0) + 1;
    present += 1;
    if (flow === 0) zeros += 1;
    run = flow === previous && flow !== 0 ? run + 1 : 1;
    previous = flow;
    longest = Math.max(longest, run);
  }
  const samplesPerHour = flows.length / 24;
  const hours = Array.from(sums, (sum, hour) => {
    const count = counts[hour] ?? 0;
    return count > 0 && count >= samplesPerHour / 2 ? sum / count : null;
  });
  return {
    hours,
    completenessRatio: flows.length === 0 ? 0 : present / flows.length,
    stuckHours: longest > 1 ? longest / samplesPerHour : 0,
    zeroHours: zeros / Math.max(samplesPerHour, 1 / 24),
    negativeHours: hours.filter((flow) => flow !== null && flow < 0).length,
  };
}

/** The fault of a day, or null. `usualFlow` is the level of the days before; null when unknown. */
export function faultOf(
  day: DaySummary,
  usualFlow: number | null,
  parameters: BurstParameters,
): DayFault | null {
  if (day.completenessRatio < parameters.leastCompletenessRatio) return 'missing';
  if (day.zeroHours >= parameters.stuckHours) return 'zero';
  if (day.stuckHours >= parameters.stuckHours) return 'stuck';
  if (day.negativeHours >= parameters.stuckHours) return 'negative';
  const mean = meanOfHours(day.hours, 0, 24) ?? 0;
  const isImplausible =
    usualFlow !== null && usualFlow > 0 && mean > parameters.implausibleFactor * usualFlow;
  return isImplausible ? 'implausible' : null;
}

/** Mean of the known hours from one to another; null when fewer than half are known. */
export function meanOfHours(
  hours: readonly (number | null)[],
  from: number,
  to: number,
): number | null {
  let sum = 0;
  let count = 0;
  for (let hour = from; hour < to; hour += 1) {
    const flow = hours[hour] ?? null;
    if (flow === null) continue;
    sum += flow;
    count += 1;
  }
  return count * 2 >= to - from && count > 0 ? sum / count : null;
}

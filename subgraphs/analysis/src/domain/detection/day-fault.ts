import {
  defaultBurstParameters,
  faultOf,
  meanOfHours,
  summariseDay,
  type DayFault,
} from '@waris/water-loss';
import type { FlowGrid } from '../flow-grid.ts';
import { localDaysStartingIn } from '../local-days.ts';

/** A day as the days after it are compared with it; plain data. */
export type PastDay = { readonly meanM3PerHour: number | null; readonly fault: DayFault | null };

/** So many days before tell what is usual, and fewer than the second tell nothing. */
const usualDays = 21;
const leastDays = 7;
/** A day is judged by the days before it, and their faults by the days before those. */
export const faultMemoryDays = 2 * usualDays;

/**
 * Whether the flows of a local day are those of a faulty meter: stuck, zero, negative or four times
 * the usual, by the rules of burst detection. What half of the days before were like as well is how
 * the DMA is, and no fault; a gap is none either, for what is there may be used.
 */
export function judgeDay(
  before: readonly PastDay[],
  flows: ArrayLike<number>,
): { readonly isFaulty: boolean; readonly days: readonly PastDay[] } {
  const summary = summariseDay(flows);
  const fault = faultOf(summary, usualFlow(before), defaultBurstParameters);
  const alike = before.filter((day) => day.fault === fault).length;
  const isUsual = before.length > 0 && alike * 2 >= before.length;
  const today = { meanM3PerHour: meanOfHours(summary.hours, 0, 24), fault };
  return {
    isFaulty: fault !== null && fault !== 'missing' && !isUsual,
    days: [...before, today].slice(-usualDays),
  };
}

/** A copy of a grid of hours without the local days on which the meters were faulty. */
export function withoutFaultyDays(grid: FlowGrid, timeZone: string): FlowGrid {
  const values = Float64Array.from(grid.values);
  const stepMs = grid.stepSeconds * 1000;
  const endMs = grid.startMs + values.length * stepMs;
  const period = { from: new Date(grid.startMs), to: new Date(endMs) };
  let before: readonly PastDay[] = [];
  for (const day of localDaysStartingIn(period, timeZone)) {
    const first = Math.round((day.startMs - grid.startMs) / stepMs);
    const ofDay = values.subarray(first, Math.round((day.endMs - grid.startMs) / stepMs));
    const { isFaulty, days } = judgeDay(before, ofDay);
    before = days;
    if (isFaulty) ofDay.fill(Number.NaN);
  }
  return { ...grid, values };
}

function usualFlow(before: readonly PastDay[]): number | null {
  const means = before.flatMap(({ meanM3PerHour }) => meanM3PerHour ?? []);
  if (means.length < leastDays) return null;
  return means.toSorted((a, b) => a - b)[means.length >> 1] ?? null;
}

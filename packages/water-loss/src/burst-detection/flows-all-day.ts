import { partsOfDay } from './day-parts.ts';
import { stepsOn, type FlowState } from './flow-state.ts';
import { median, robustScale } from './robust-statistics.ts';
import { weekdayMedians } from './steady-weights.ts';

const leastDays = 28;
// The least share of a leak's size that each part of the day must show, to within two errors.
const leastShare = 0.25;
const errorsAllowed = 2;

/**
 * Whether every part of the day rose with the level since `startDay`: a leak flows at all hours,
 * new demand does not. True where too little is known to tell.
 */
export function flowsAllDay(
  state: FlowState,
  startDay: number,
  sizeM3PerHour: number,
  { patternDays, trendDays }: { patternDays: number; trendDays: number },
): boolean {
  const days = state.records.flatMap(({ day, parts }) =>
    parts === null ? [] : [{ day, parts, stepM3PerHour: stepsOn(state, day) }],
  );
  const before = days.filter(({ day }) => day < startDay).slice(-patternDays);
  const since = days.filter(({ day }) => day > startDay);
  // The first day is only partly affected, so it does not count when there are others.
  const after = since.length > 0 ? since : days.slice(-1);
  if (before.length < leastDays) return true;
  return Array.from({ length: partsOfDay }, (_, part) => {
    const valueOf = ({ day, parts, stepM3PerHour }: (typeof days)[number]) => ({
      day,
      value: (parts[part] ?? 0) - stepM3PerHour,
    });
    const values = before.map(valueOf);
    const usual = weekdayMedians(values);
    const deviationOf = ({ day, value }: { day: number; value: number }) =>
      value - (usual[day % 7] ?? 0);
    const deviations = values.map(deviationOf);
    const level = median(deviations.slice(-trendDays)) ?? 0;
    const excess = (median(after.map(valueOf).map(deviationOf)) ?? 0) - level;
    const error = (robustScale(deviations) ?? 0) / Math.sqrt(after.length);
    return excess >= leastShare * sizeM3PerHour - errorsAllowed * error;
  }).every(Boolean);
}

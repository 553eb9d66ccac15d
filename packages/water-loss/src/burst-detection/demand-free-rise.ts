import { partsOfDay } from './day-parts.ts';
import { stepsOn, type DayRecord, type FlowState } from './flow-state.ts';
import { median } from './robust-statistics.ts';

const daysSeen = 14;

/**
 * How much of the rise since `startDay` is no multiple of the day's usual pattern, m³/h: the
 * intercept of the regression of the parts' rises on their levels before. Demand that grows with
 * the season has none, a leak is all intercept. Null where the day has no pattern to tell by.
 */
export function demandFreeRise(
  state: FlowState,
  startDay: number,
  trendDays: number,
): number | null {
  const known = state.records.filter(({ parts }) => parts !== null);
  const before = levelsOf(state, known.filter(({ day }) => day < startDay).slice(-trendDays));
  const since = levelsOf(state, known.filter(({ day }) => day >= startDay).slice(-daysSeen));
  const mean = before.reduce((sum, level) => sum + level, 0) / partsOfDay;
  const spread = before.reduce((sum, level) => sum + (level - mean) ** 2, 0);
  if (spread <= 1e-4 * partsOfDay * mean * mean) return null;
  return before.reduce((sum, level, part) => {
    const weight = 1 / partsOfDay - (mean * (level - mean)) / spread;
    return sum + weight * ((since[part] ?? 0) - level);
  }, 0);
}

function levelsOf(state: FlowState, days: readonly DayRecord[]): readonly number[] {
  const steps = days.map(({ day }) => stepsOn(state, day, 'drift'));
  return Array.from(
    { length: partsOfDay },
    (_, part) => median(days.map(({ parts }, i) => (parts?.[part] ?? 0) - (steps[i] ?? 0))) ?? 0,
  );
}

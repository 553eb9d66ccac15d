import { startOfNextLocalDay, startsOfLocalDays } from '@waris/local-time';
import { startOfDayMs, type DayRun } from './touched-days.ts';

const longestDayMs = 26 * 3_600_000;

/** Edges of the calendar days that a run of days (UTC) overlaps, as milliseconds since 1970. */
export function localDayEdges({ firstDay, lastDay }: DayRun, timeZone: string): readonly number[] {
  const [from, to] = [startOfDayMs(firstDay), startOfDayMs(lastDay + 1)];
  const starts = startsOfLocalDays(from - longestDayMs, to, timeZone);
  const first = starts.findLastIndex((start) => start <= from);
  const edges = starts.slice(Math.max(0, first));
  const last = edges.at(-1);
  return last === undefined ? [] : [...edges, startOfNextLocalDay(last, timeZone)];
}

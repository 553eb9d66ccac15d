import { offsetAt, startOfLocalDay } from '@waris/local-time';
import type { Period } from './period.ts';

/** A calendar day of a time zone; 23 or 25 hours long when clocks change. */
export type LocalDay = {
  /** `2026-01-15` */
  readonly date: string;
  readonly startMs: number;
  readonly endMs: number;
  /** How far clocks are ahead of UTC all day; null on a day when they change. */
  readonly offsetMs: number | null;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The first instant of a local day. */
export function startOfDay(date: string, timeZone: string): number {
  return startOfLocalDay(Date.parse(`${date}T00:00:00Z`), timeZone);
}

/** The local days that start within a period: periods that meet share no day and lose none. */
export function localDaysStartingIn(period: Period, timeZone: string): readonly LocalDay[] {
  const days: LocalDay[] = [];
  const fromMs = period.from.getTime();
  const firstDate = Math.floor((fromMs + offsetAt(fromMs, timeZone)) / dayMs) * dayMs;
  const dateOf = (index: number) => new Date(firstDate + index * dayMs).toISOString().slice(0, 10);
  let startMs = startOfLocalDay(firstDate, timeZone);
  for (let index = 0; startMs < period.to.getTime(); index += 1) {
    const endMs = startOfLocalDay(firstDate + (index + 1) * dayMs, timeZone);
    // A zone that crossed the date line has skipped a day.
    if (startMs >= fromMs && endMs > startMs) {
      const changes = endMs - startMs !== dayMs;
      const offset = changes ? null : offsetAt(startMs, timeZone);
      days.push({ date: dateOf(index), startMs, endMs, offsetMs: offset });
    }
    startMs = endMs;
  }
  return days;
}

/** The hour that clocks show at an instant of a day, with its fraction. */
export function localHourAt(instantMs: number, day: LocalDay, timeZone: string): number {
  const offset = day.offsetMs ?? offsetAt(instantMs, timeZone);
  return ((instantMs + offset) % dayMs) / hourMs;
}

import { demandHistoryHours, type DemandSeries } from '@waris/water-loss';
import type { FlowGrid } from '../flow-grid.ts';
import { localDaysStartingIn, localHourAt, type LocalDay } from '../local-days.ts';
import { nothingTold, weatherKnownAt, type Outlook } from './outlook.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
export const horizonMs = 168 * hourMs;
/** What has to be read before an origin. */
export const historyMs = demandHistoryHours * hourMs + dayMs;
const leastDays = 14;

/**
 * Demand before an origin, which is a local midnight, with calendar and holidays of the week after
 * it, and the weather that was known at the origin. It reaches back far enough for forecasts from
 * `firstOriginMs` on, whatever more may be in the grid.
 */
export function demandBefore(
  grid: FlowGrid,
  originMs: number,
  timeZone: string,
  outlook: Outlook = nothingTold,
  firstOriginMs: number = originMs,
): DemandSeries {
  const period = {
    from: new Date(firstOriginMs - historyMs),
    to: new Date(originMs + horizonMs + dayMs),
  };
  const days = localDaysStartingIn(period, timeZone);
  const startMs = days[0]?.startMs ?? originMs;
  const calendar = days.flatMap((day) => calendarOf(day, timeZone));
  const span = { startMs, hours: calendar.length };
  return {
    inflow: hoursOf(grid, startMs, originMs),
    hourOfDay: Uint8Array.from(calendar, ({ hour }) => hour),
    weekday: Uint8Array.from(calendar, ({ weekday }) => weekday),
    holiday: Uint8Array.from(calendar, ({ date }) => (outlook.holidays.has(date) ? 1 : 0)),
    ...(outlook.weather.length === 0 ? {} : weatherKnownAt(outlook.weather, originMs, span)),
  };
}

/** Hours from the first reading that a forecast from an origin looks back to; 0 under two weeks of them. */
export function historyHoursAt({ inflow }: DemandSeries, origin: number): number {
  const history = inflow.subarray(Math.max(0, origin - demandHistoryHours), Math.max(0, origin));
  const first = history.findIndex((value) => !Number.isNaN(value));
  const known = history.reduce((count, value) => count + Number(!Number.isNaN(value)), 0);
  return known < leastDays * 24 ? 0 : history.length - first;
}

/** Hours of a grid of hours from one instant to another; NaN beyond its ends. */
export function hoursOf(grid: FlowGrid, fromMs: number, toMs: number): Float64Array {
  const first = Math.round((fromMs - grid.startMs) / hourMs);
  const values = new Float64Array(Math.max(0, Math.round((toMs - fromMs) / hourMs)));
  for (const index of values.keys()) values[index] = grid.values[first + index] ?? Number.NaN;
  return values;
}

function calendarOf(day: LocalDay, timeZone: string) {
  const weekday = (new Date(`${day.date}T00:00:00Z`).getUTCDay() + 6) % 7;
  return Array.from({ length: Math.round((day.endMs - day.startMs) / hourMs) }, (_, index) => ({
    hour: Math.floor(localHourAt(day.startMs + index * hourMs, day, timeZone)),
    weekday,
    date: day.date,
  }));
}

import { z } from 'zod';
import { localDaysStartingIn } from '../local-days.ts';
import { horizonMs } from './demand-hours.ts';
import { measuredUntil, temperatureAhead, usesWeatherAt, type Outlook } from './outlook.ts';

/** What a forecast had to go by, as it is kept beside it. */
export const forecastInputs = z.object({
  dataRevision: z.number(),
  historyHours: z.number(),
  knowsPublicHolidays: z.boolean().default(false),
  publicHolidays: z.array(z.string()).default([]),
  weatherMeasuredUntil: z.iso.datetime().nullable().default(null),
  weatherForecastHours: z.number().default(0),
  usesWeather: z.boolean().default(false),
});

export type ForecastInputs = z.infer<typeof forecastInputs>;

export function inputsOf(
  historyHours: number,
  outlook: Outlook,
  { originMs, timeZone, revision }: { originMs: number; timeZone: string; revision: number },
): ForecastInputs {
  const week = { from: new Date(originMs), to: new Date(originMs + horizonMs) };
  const dates = localDaysStartingIn(week, timeZone).map(({ date }) => date);
  const until = measuredUntil(outlook.weather, originMs);
  const ahead = temperatureAhead(outlook, originMs);
  return {
    dataRevision: revision,
    historyHours,
    knowsPublicHolidays: dates.every((date) => outlook.holidayYears.has(Number(date.slice(0, 4)))),
    publicHolidays: dates.filter((date) => outlook.holidays.has(date)),
    weatherMeasuredUntil: until === null ? null : new Date(until).toISOString(),
    weatherForecastHours: ahead.filter((value) => !Number.isNaN(value)).length,
    usesWeather: usesWeatherAt(outlook, originMs),
  };
}

import { horizonHours, knowsWeather, type DemandSeries } from '@waris/water-loss';
import { z } from 'zod';
import { localDaysStartingIn } from '../local-days.ts';
import { horizonMs } from './demand-hours.ts';
import { measuredUntil, type Outlook } from './outlook.ts';

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
  series: DemandSeries,
  outlook: Outlook,
  { originMs, timeZone, revision }: { originMs: number; timeZone: string; revision: number },
): ForecastInputs {
  const week = { from: new Date(originMs), to: new Date(originMs + horizonMs) };
  const dates = localDaysStartingIn(week, timeZone).map(({ date }) => date);
  const until = measuredUntil(outlook.weather, originMs);
  const origin = series.inflow.length;
  const ahead = series.temperatureC?.subarray(origin, origin + horizonHours) ?? [];
  return {
    dataRevision: revision,
    historyHours: origin,
    knowsPublicHolidays: dates.every((date) => outlook.holidayYears.has(Number(date.slice(0, 4)))),
    publicHolidays: dates.filter((date) => outlook.holidays.has(date)),
    weatherMeasuredUntil: until === null ? null : new Date(until).toISOString(),
    weatherForecastHours: Array.from(ahead).filter((value) => !Number.isNaN(value)).length,
    usesWeather: knowsWeather(series, origin, origin + horizonHours),
  };
}

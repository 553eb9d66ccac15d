import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DemandSeries } from '@waris/water-loss';
import { readColumns } from '../read-columns.ts';
import { isItalianHoliday } from './italian-holidays.ts';
import { localCalendar, type LocalCalendar } from './local-calendar.ts';

/** The areas of a folder on one calendar. */
export type DemandData = {
  readonly calendar: LocalCalendar;
  /** L/s by name, without weather. */
  readonly areas: ReadonlyMap<string, DemandSeries>;
  /** Measured weather on the same calendar; null when there is no such file. */
  readonly weather: { temperatureC: Float64Array; rainMm: Float64Array } | null;
};

/** Reads `dma_inflow_hourly_Ls.csv.gz` and, where it is, `weather_hourly.csv.gz`. */
export async function readDemand(folder: string): Promise<DemandData> {
  const inflow = await readColumns(join(folder, 'dma_inflow_hourly_Ls.csv.gz'));
  const calendar = localCalendar(inflow.times);
  const { hours, hourOfRow, hourOfDay, weekday, days } = calendar;
  const holiday = Uint8Array.from(days, (day) => (isItalianHoliday(day) ? 1 : 0));
  const areas = [...inflow.columns].map(([name, values]): [string, DemandSeries] => [
    name,
    { inflow: onHours(values, hourOfRow, hours), hourOfDay, weekday, holiday },
  ]);
  const weatherFile = join(folder, 'weather_hourly.csv.gz');
  const weather = existsSync(weatherFile) ? await readColumns(weatherFile) : null;
  return {
    calendar,
    areas: new Map(areas),
    weather: weather === null ? null : weatherOn(calendar, inflow.times, weather),
  };
}

function weatherOn(
  { hourOfRow, hours }: LocalCalendar,
  times: readonly string[],
  weather: Awaited<ReturnType<typeof readColumns>>,
): DemandData['weather'] {
  const rowOf = new Map(weather.times.map((time, row) => [time, row]));
  const column = (name: string) => {
    const values = weather.columns.get(name);
    const inRows = times.map((time) => values?.[rowOf.get(time) ?? -1] ?? Number.NaN);
    return onHours(Float64Array.from(inRows), hourOfRow, hours);
  };
  return { temperatureC: column('temperature_C'), rainMm: column('rain_mm') };
}

function onHours(values: Float64Array, hourOfRow: readonly number[], hours: number): Float64Array {
  const placed = new Float64Array(hours).fill(Number.NaN);
  for (const [row, hour] of hourOfRow.entries()) placed[hour] = values[row] ?? Number.NaN;
  return placed;
}

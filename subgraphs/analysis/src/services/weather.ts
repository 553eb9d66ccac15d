import { badUserInput } from '@waris/service-kit';
import type { Context } from '../context.ts';
import { measuredUntil, weatherKnownAt, type WeatherColumns } from '../domain/forecast/outlook.ts';
import { mostWeatherHours } from '../domain/forecast/weather-input.ts';
import { problemWithPeriod, type Period } from '../domain/period.ts';

export type WeatherSeries = WeatherColumns & {
  readonly startAt: Date;
  readonly measuredUntil: Date | null;
};

const hourMs = 3_600_000;

/** Null when the caller does not see all of the region. */
export async function weatherOfRegion(
  context: Context,
  regionId: string,
  period: Period,
  knownAt: Date | null,
): Promise<WeatherSeries | null> {
  context.viewer.require('analysis:read');
  const problem = problemWithPeriod(period);
  if (problem !== null) throw badUserInput(problem);
  const startMs = Math.ceil(period.from.getTime() / hourMs) * hourMs;
  const hours = Math.max(0, Math.ceil((period.to.getTime() - startMs) / hourMs));
  if (hours > mostWeatherHours) {
    throw badUserInput('The period is longer than 366 days: ask for it in parts.');
  }
  if ((await context.loaders.dmasOfRegion.load(regionId)).length === 0) return null;
  // Without a limit: later than any forecast can have been issued.
  const known = knownAt ?? new Date(period.to.getTime() + hourMs);
  const found = await context.weather.find(regionId, period, known);
  const until = measuredUntil(found, known.getTime());
  return {
    ...weatherKnownAt(found, known.getTime(), { startMs, hours }),
    startAt: new Date(startMs),
    measuredUntil: until === null ? null : new Date(until),
  };
}

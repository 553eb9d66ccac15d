import { horizonHours, knowsWeather } from '@waris/water-loss';

/** Weather of one hour, and when it could be known. */
export type WeatherHour = {
  readonly hourMs: number;
  readonly knownMs: number;
  readonly temperatureC: number | null;
  readonly rainMm: number | null;
};

/** What is told of a region besides its readings. */
export type Outlook = {
  /** Years whose holidays were told, also those without one. */
  readonly holidayYears: ReadonlySet<number>;
  /** `2026-04-13` */
  readonly holidays: ReadonlySet<string>;
  readonly weather: readonly WeatherHour[];
};

export const nothingTold: Outlook = {
  holidayYears: new Set(),
  holidays: new Set(),
  weather: [],
};

export type WeatherColumns = {
  readonly temperatureC: Float64Array;
  readonly rainMm: Float64Array;
};

const hourMs = 3_600_000;

/** Hours of weather as known at an instant: of each the word that came last; NaN without one. */
export function weatherKnownAt(
  weather: readonly WeatherHour[],
  knownMs: number,
  { startMs, hours }: { readonly startMs: number; readonly hours: number },
): WeatherColumns {
  const temperatureC = new Float64Array(hours).fill(Number.NaN);
  const rainMm = new Float64Array(hours).fill(Number.NaN);
  const latest = new Float64Array(hours).fill(Number.NEGATIVE_INFINITY);
  for (const hour of weather) {
    const index = (hour.hourMs - startMs) / hourMs;
    if (!(hour.knownMs <= knownMs && hour.knownMs > (latest[index] ?? Number.POSITIVE_INFINITY))) {
      continue;
    }
    latest[index] = hour.knownMs;
    temperatureC[index] = hour.temperatureC ?? Number.NaN;
    rainMm[index] = hour.rainMm ?? Number.NaN;
  }
  return { temperatureC, rainMm };
}

/** The end of the last measured hour that was over by then; null without one. */
export function measuredUntil(weather: readonly WeatherHour[], knownMs: number): number | null {
  let until: number | null = null;
  for (const hour of weather) {
    const endMs = hour.hourMs + hourMs;
    if (hour.knownMs === endMs && endMs <= knownMs) until = Math.max(until ?? endMs, endMs);
  }
  return until;
}

/** Temperatures of the week from an instant as known then; NaN without one. */
export function temperatureAhead({ weather }: Outlook, originMs: number): Float64Array {
  return weatherKnownAt(weather, originMs, { startMs: originMs, hours: horizonHours }).temperatureC;
}

/** Whether a forecast from an instant has weather to go by. */
export function usesWeatherAt(outlook: Outlook, originMs: number): boolean {
  if (outlook.weather.length === 0) return false;
  const temperatureC = temperatureAhead(outlook, originMs);
  return knowsWeather({ temperatureC }, 0, horizonHours);
}

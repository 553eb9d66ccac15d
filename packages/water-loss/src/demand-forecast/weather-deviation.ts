import type { DemandSeries } from './demand-series.ts';
import { at, meanBetween } from './numbers.ts';
import type { SlotHistory } from './slot-history.ts';

/** Columns that weather adds to the features. */
export const weatherColumns = 3;

// Above this daily mean, gardens and cooling begin to draw water.
const warmDayC = 20;
const comparedWeeks = 4;

/** Temperature, its part above 20 °C, and rain (square root of mm per hour). */
type Deviation = readonly [number, number, number];

/**
 * Weather of the day of a target less that of the days its usual demand comes from. 0 or NaN where
 * it is unknown. Null without any weather.
 */
export function weatherDeviations(
  series: DemandSeries,
  history: SlotHistory,
): ((target: number, origin: number) => Deviation) | null {
  if (series.temperatureC === undefined) return null;
  const weatherOf = dailyWeather(series);
  return (target, origin) => {
    const usual = history.before(target, origin, comparedWeeks);
    const now = weatherOf(target);
    const deviation: [number, number, number] = [0, 0, 0];
    for (const index of usual) {
      const then = weatherOf(index);
      for (const column of [0, 1, 2] as const) {
        deviation[column] += (now[column] - then[column]) / usual.length;
      }
    }
    return deviation;
  };
}

/** Whether temperature is known for most hours of [from, to). */
export function knowsWeather(
  { temperatureC }: Pick<DemandSeries, 'temperatureC'>,
  from: number,
  to: number,
): boolean {
  if (temperatureC === undefined) return false;
  const part = temperatureC.subarray(from, to);
  return part.filter((value) => !Number.isNaN(value)).length * 2 >= to - from;
}

// Each day once, by the index of its first hour.
function dailyWeather(series: DemandSeries): (index: number) => Deviation {
  const known = new Map<number, Deviation>();
  return (index) => {
    const start = index - at(series.hourOfDay, index);
    const cached = known.get(start);
    if (cached !== undefined) return cached;
    const temperature = dailyMean(series.temperatureC, start);
    const rain = Math.sqrt(dailyMean(series.rainMm, start));
    const weather: Deviation = [temperature, Math.max(0, temperature - warmDayC), rain];
    known.set(start, weather);
    return weather;
  };
}

function dailyMean(column: Float64Array | undefined, start: number): number {
  return column === undefined ? Number.NaN : meanBetween(column, start, start + 24);
}

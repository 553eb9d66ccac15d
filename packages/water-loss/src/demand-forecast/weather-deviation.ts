import type { DemandSeries } from './demand-series.ts';
import { at, meanBetween } from './numbers.ts';

/** Columns that weather adds to the features. */
export const weatherColumns = 3;

// Above this daily mean, gardens and cooling begin to draw water.
const warmDayC = 20;

/**
 * Weather of the target's day less that of the days its usual demand comes from: temperature,
 * its part above 20 °C, and rain (square root of mm per hour). 0 where it is unknown.
 */
export function weatherDeviation(
  series: DemandSeries,
  target: number,
  usual: readonly number[],
): readonly [number, number, number] {
  const then = usual.slice(0, 4);
  const temperature = dailyMean(series, series.temperatureC, target);
  const rain = Math.sqrt(dailyMean(series, series.rainMm, target));
  const deviation = [0, 0, 0] as [number, number, number];
  for (const index of then) {
    const usualC = dailyMean(series, series.temperatureC, index);
    const usualRain = Math.sqrt(dailyMean(series, series.rainMm, index));
    deviation[0] += (temperature - usualC) / then.length;
    deviation[1] +=
      (Math.max(0, temperature - warmDayC) - Math.max(0, usualC - warmDayC)) / then.length;
    deviation[2] += (rain - usualRain) / then.length;
  }
  return [zeroIfUnknown(deviation[0]), zeroIfUnknown(deviation[1]), zeroIfUnknown(deviation[2])];
}

/** Whether temperature is known for most hours of [from, to). */
export function knowsWeather(series: DemandSeries, from: number, to: number): boolean {
  const { temperatureC } = series;
  if (temperatureC === undefined) return false;
  const part = temperatureC.subarray(from, to);
  return part.filter((value) => !Number.isNaN(value)).length * 2 >= to - from;
}

function dailyMean(series: DemandSeries, column: Float64Array | undefined, index: number): number {
  if (column === undefined) return Number.NaN;
  const start = index - at(series.hourOfDay, index);
  return meanBetween(column, start, start + 24);
}

function zeroIfUnknown(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}

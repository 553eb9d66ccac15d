import type { SensorColumn } from '../burst-detection/burst-detector.ts';
import { valueAt } from '../columns.ts';
import { at, medianOf } from '../demand-forecast/numbers.ts';
import type { DayRange } from './quiet-days.ts';

/** Mean pressure of each hour, m: hour by sensor; NaN where less than half of the hour is there. */
export type HourlyPressures = { readonly width: number; readonly meansM: Float64Array };

/** Hours up to `hours`, for the sensors that are named; a sensor without readings is all NaN. */
export function hourlyPressures(
  columns: readonly SensorColumn[],
  sensors: readonly string[],
  samplesPerHour: number,
  hours: number,
): HourlyPressures {
  const width = sensors.length;
  const meansM = new Float64Array(Math.max(0, hours) * width).fill(Number.NaN);
  for (const [index, name] of sensors.entries()) {
    const column = columns.find(({ sensor }) => sensor === name)?.pressuresM ?? [];
    for (let hour = 0; hour < hours; hour += 1) {
      let sum = 0;
      let count = 0;
      for (let i = hour * samplesPerHour; i < (hour + 1) * samplesPerHour; i += 1) {
        const pressure = valueAt(column, i);
        if (pressure === null) continue;
        sum += pressure;
        count += 1;
      }
      if (count > 0 && count * 2 >= samplesPerHour) meansM[hour * width + index] = sum / count;
    }
  }
  return { width, meansM };
}

/** The usual pressure of each hour of the day over some days: their median, hour by sensor. */
export function usualDay({ width, meansM }: HourlyPressures, days: DayRange): Float64Array {
  return Float64Array.from({ length: 24 * width }, (_, place) => {
    const values: number[] = [];
    for (let day = days.fromDay; day < days.toDay; day += 1) {
      const value = at(meansM, day * 24 * width + place);
      if (!Number.isNaN(value)) values.push(value);
    }
    return medianOf(values);
  });
}

/**
 * How far each sensor stood below the usual day, m: one row for each of these hours of the day, in
 * each day of the range, day by day.
 */
export function fallsBelow(
  { width, meansM }: HourlyPressures,
  usual: Float64Array,
  days: DayRange,
  hours: { readonly from: number; readonly to: number },
): readonly Float64Array[] {
  const rows: Float64Array[] = [];
  for (let day = days.fromDay; day < days.toDay; day += 1) {
    for (let hour = hours.from; hour < hours.to; hour += 1) {
      const row = new Float64Array(width);
      for (let sensor = 0; sensor < width; sensor += 1) {
        const place = hour * width + sensor;
        row[sensor] = at(usual, place) - at(meansM, day * 24 * width + place);
      }
      rows.push(row);
    }
  }
  return rows;
}

/** Mean of each sensor over the rows; NaN where it is nowhere present. */
export function meanRow(rows: readonly Float64Array[], width: number): Float64Array {
  return Float64Array.from({ length: width }, (_, sensor) => {
    let sum = 0;
    let count = 0;
    for (const row of rows) {
      const value = at(row, sensor);
      if (Number.isNaN(value)) continue;
      sum += value;
      count += 1;
    }
    return sum / count;
  });
}

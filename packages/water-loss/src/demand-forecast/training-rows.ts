import { demandWeekday, horizonHours, type DemandSeries } from './demand-series.ts';
import { at } from './numbers.ts';
import { allColumns, type FeatureSource, type OriginFeatures } from './origin-features.ts';
import type { TrainingRows } from './robust-ridge.ts';

const longestTrainingDays = 365;
const daysBeforeFirstOrigin = 28;

/** The daily origins before an origin whose forecasts can be learned from, oldest first. */
export function trainingOrigins(series: DemandSeries, origin: number): readonly number[] {
  const first = series.inflow.findIndex((value) => !Number.isNaN(value));
  if (first === -1) return [];
  const earliest = first + 24 * daysBeforeFirstOrigin;
  const days = Math.min(longestTrainingDays, Math.floor((origin - earliest) / 24));
  return Array.from({ length: Math.max(0, days) }, (_, day) => origin - 24 * (days - day));
}

/**
 * Appends the features of an hour of the horizon: the first `columnCount` of the origin's own and,
 * for models that find interactions by themselves, horizon, hour of day and weekday.
 */
export function appendFeatures(
  row: number[],
  series: DemandSeries,
  { columns }: OriginFeatures,
  origin: number,
  hour: number,
  choice: { columnCount: number; withCalendar: boolean },
): void {
  const from = hour * allColumns;
  for (let column = 0; column < choice.columnCount; column += 1) {
    row.push(columns[from + column] ?? 0);
  }
  if (!choice.withCalendar) return;
  const target = origin + hour;
  row.push(hour, at(series.hourOfDay, target), demandWeekday(series, target));
}

/** What was known at past origins, and what then came of it before `origin`. */
export function collectRows(
  series: DemandSeries,
  source: FeatureSource,
  origin: number,
  choice: {
    columnCount: number;
    withCalendar: boolean;
    fromHour?: number;
    toHour?: number;
    everyHours?: number;
  },
): TrainingRows {
  const { fromHour = 0, toHour = horizonHours, everyHours = 1 } = choice;
  const width = choice.columnCount + (choice.withCalendar ? 3 : 0);
  const features: number[] = [];
  const targets: number[] = [];
  for (const [day, past] of trainingOrigins(series, origin).entries()) {
    const known = source(past);
    const last = Math.min(toHour, origin - past);
    for (let hour = fromHour + (day % everyHours); hour < last; hour += everyHours) {
      const target = at(series.inflow, past + hour) - at(known.usual, hour);
      if (Number.isNaN(target)) continue;
      targets.push(target);
      appendFeatures(features, series, known, past, hour, choice);
    }
  }
  return { width, features: Float64Array.from(features), targets: Float64Array.from(targets) };
}

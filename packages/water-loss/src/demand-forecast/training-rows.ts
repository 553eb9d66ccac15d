import { demandWeekday, type DemandSeries } from './demand-series.ts';
import { at } from './numbers.ts';
import {
  allColumns,
  featureHours,
  type FeatureSource,
  type OriginFeatures,
} from './origin-features.ts';
import type { TrainingRows } from './robust-ridge.ts';

/** A year: on 51 weeks of ten areas better than half of one, by 1 % of PI3. */
export const trainingDays = 364;
const daysBeforeFirstOrigin = 28;

/** How far before its origin the training of a model looks. */
export const trainingHours = 24 * trainingDays + featureHours;

/** Columns of the calendar, for models that find interactions by themselves. */
const calendarColumns = 3;

export type RowChoice = {
  /** The first columns of the features. */
  readonly columnCount: number;
  /** Adds horizon, hour of day and weekday. */
  readonly withCalendar: boolean;
  readonly spans: readonly HourSpan[];
};

/** Hours of the horizon to learn from: from one on until before another, each or every so many. */
export type HourSpan = {
  readonly fromHour: number;
  readonly toHour: number;
  readonly everyHours: number;
};

export const widthOf = ({ columnCount, withCalendar }: Omit<RowChoice, 'spans'>): number =>
  columnCount + (withCalendar ? calendarColumns : 0);

/** The daily origins before an origin whose forecasts can be learned from, oldest first. */
export function trainingOrigins(series: DemandSeries, origin: number): readonly number[] {
  // Not from further back than training looks, whatever more the series may hold.
  const from = Math.max(0, origin - trainingHours);
  const first = series.inflow.subarray(from, origin).findIndex((value) => !Number.isNaN(value));
  if (first === -1) return [];
  const earliest = from + first + 24 * daysBeforeFirstOrigin;
  const days = Math.min(trainingDays, Math.floor((origin - earliest) / 24));
  return Array.from({ length: Math.max(0, days) }, (_, day) => origin - 24 * (days - day));
}

/** Puts the features of an hour of the horizon into rows, from an offset on. */
export function putFeatures(
  into: Float64Array,
  offset: number,
  series: DemandSeries,
  { columns }: OriginFeatures,
  { origin, hour }: { readonly origin: number; readonly hour: number },
  { columnCount, withCalendar }: Omit<RowChoice, 'spans'>,
): void {
  const from = hour * allColumns;
  for (let column = 0; column < columnCount; column += 1) {
    into[offset + column] = columns[from + column] ?? 0;
  }
  if (!withCalendar) return;
  const target = origin + hour;
  into[offset + columnCount] = hour;
  into[offset + columnCount + 1] = at(series.hourOfDay, target);
  into[offset + columnCount + 2] = demandWeekday(series, target);
}

/** What was known at past origins, and what then came of it before `origin`. */
export function collectRows(
  series: DemandSeries,
  source: FeatureSource,
  origin: number,
  choice: RowChoice,
): TrainingRows {
  const width = widthOf(choice);
  const origins = trainingOrigins(series, origin);
  const most = origins.length * choice.spans.reduce((sum, span) => sum + hoursIn(span), 0);
  const features = new Float64Array(most * width);
  const targets = new Float64Array(most);
  let rows = 0;
  for (const [day, past] of origins.entries()) {
    const known = source(past);
    for (const { fromHour, toHour, everyHours } of choice.spans) {
      const last = Math.min(toHour, origin - past);
      for (let hour = fromHour + (day % everyHours); hour < last; hour += everyHours) {
        const target = at(series.inflow, past + hour) - at(known.usual, hour);
        if (Number.isNaN(target)) continue;
        targets[rows] = target;
        putFeatures(features, rows * width, series, known, { origin: past, hour }, choice);
        rows += 1;
      }
    }
  }
  return {
    width,
    features: features.subarray(0, rows * width),
    targets: targets.subarray(0, rows),
  };
}

function hoursIn({ fromHour, toHour, everyHours }: HourSpan): number {
  return Math.ceil((toHour - fromHour) / everyHours);
}

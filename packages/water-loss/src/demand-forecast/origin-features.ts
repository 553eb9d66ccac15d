import { dayProfiles, type DayProfiles } from './day-profiles.ts';
import { dayTypeSlotOf, horizonHours, type DemandSeries } from './demand-series.ts';
import {
  fadingMeanOf,
  meanOfFirst,
  roomFor,
  sortToMedian,
  type FewNumbers,
} from './few-numbers.ts';
import { at } from './numbers.ts';
import {
  deviationsFromUsual,
  leastWeeks,
  recentDeviation,
  recentHours,
  usualWeeks,
  weeklyDecay,
} from './recent-deviation.ts';
import { longestLookBackHours, slotHistory } from './slot-history.ts';
import { weatherColumns, weatherDeviations } from './weather-deviation.ts';

/** Columns that need no weather; the weather columns follow them. */
export const demandColumns = 18;
export const allColumns = demandColumns + weatherColumns;

/** How far before an origin its features look. */
export const featureHours = longestLookBackHours + recentHours;

/** What is known at an origin about each of the next 168 hours. */
export type OriginFeatures = {
  /** The usual demand of the hour, in the unit of the inflow; NaN when unknown. */
  readonly usual: Float64Array;
  /** `allColumns` per hour: other views of the demand less the usual, 0 when unknown. */
  readonly columns: Float64Array;
};

export type FeatureSource = (origin: number) => OriginFeatures;

/** Features of any origin, each computed once from what lies before that origin. */
export function featureSource(series: DemandSeries): FeatureSource {
  const history = slotHistory(series);
  const deviations = deviationsFromUsual(series, history);
  const profilesAt = dayProfiles(series);
  const weatherAt = weatherDeviations(series, history);
  const past = roomFor(usualWeeks);
  const known = new Map<number, OriginFeatures>();
  return (origin) => {
    const cached = known.get(origin);
    if (cached !== undefined) return cached;
    const usual = new Float64Array(horizonHours);
    const columns = new Float64Array(horizonHours * allColumns);
    const recent = recentDeviation(series, deviations, origin);
    const profiles = profilesAt(origin);
    const levels = [1, ...recent.levels];
    const row = new Float64Array(allColumns);
    for (let hour = 0; hour < horizonHours; hour += 1) {
      const target = origin + hour;
      history.valuesBefore(target, origin, usualWeeks, past);
      row.set(levels);
      usual[hour] = putViews(row, levels.length, past, profiles, dayTypeSlotOf(series, target));
      row.set(recent.byHour[at(series.hourOfDay, target)] ?? [], demandColumns - 3);
      if (weatherAt !== null) row.set(weatherAt(target, origin), demandColumns);
      const from = hour * allColumns;
      for (let column = 0; column < allColumns; column += 1) {
        columns[from + column] = Number.isNaN(row[column]) ? 0 : (row[column] ?? 0);
      }
    }
    const features = { usual, columns };
    known.set(origin, features);
    return features;
  };
}

/** Puts other views of a demand into a row, less the usual one, which it gives. */
function putViews(
  row: Float64Array,
  from: number,
  past: FewNumbers,
  { mean7, mean14, mean28, median56, smooth28 }: DayProfiles,
  slot: number,
): number {
  const usual = past.count >= leastWeeks ? fadingMeanOf(past, weeklyDecay) : at(median56, slot);
  row[from] = meanOfFirst(past, 1) - usual;
  row[from + 1] = meanOfFirst(past, 2) - usual;
  row[from + 2] = meanOfFirst(past, 4) - usual;
  row[from + 3] = sortToMedian(past) - usual;
  row[from + 4] = at(mean7, slot) - usual;
  row[from + 5] = at(mean14, slot) - usual;
  row[from + 6] = at(mean28, slot) - usual;
  row[from + 7] = at(median56, slot) - usual;
  row[from + 8] = at(smooth28, slot) - usual;
  return usual;
}

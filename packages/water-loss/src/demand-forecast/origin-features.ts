import { dayProfiles } from './day-profiles.ts';
import { dayTypeSlotOf, horizonHours, type DemandSeries } from './demand-series.ts';
import { at, meanOf, medianOf } from './numbers.ts';
import { deviationsFromUsual, recentDeviation, weeklyDecay } from './recent-deviation.ts';
import { fadingMean, slotHistory, type SlotHistory } from './slot-history.ts';
import { weatherColumns, weatherDeviation } from './weather-deviation.ts';

/** Columns that need no weather; the weather columns follow them. */
export const demandColumns = 18;
export const allColumns = demandColumns + weatherColumns;

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
  const known = new Map<number, OriginFeatures>();
  return (origin) => {
    const cached = known.get(origin);
    if (cached !== undefined) return cached;
    const features = featuresAt(series, history, deviations, origin);
    known.set(origin, features);
    return features;
  };
}

function featuresAt(
  series: DemandSeries,
  history: SlotHistory,
  deviations: Float64Array,
  origin: number,
): OriginFeatures {
  const usual = new Float64Array(horizonHours);
  const columns = new Float64Array(horizonHours * allColumns);
  const recent = recentDeviation(series, deviations, origin);
  const { mean7, mean14, mean28, median56, smooth28 } = dayProfiles(series, origin);
  for (let hour = 0; hour < horizonHours; hour += 1) {
    const target = origin + hour;
    const slot = dayTypeSlotOf(series, target);
    const past = history.before(target, origin, 8);
    const values = past.map((index) => at(series.inflow, index));
    const isKnown = values.length >= 3;
    const middle = isKnown ? fadingMean(values, weeklyDecay) : at(median56, slot);
    usual[hour] = middle;
    const views = [
      at(values, 0),
      meanOf(values.slice(0, 2)),
      meanOf(values.slice(0, 4)),
      medianOf(values),
      at(mean7, slot),
      at(mean14, slot),
      at(mean28, slot),
      at(median56, slot),
      at(smooth28, slot),
    ].map((view) => view - middle);
    const byHour = recent.byHour[at(series.hourOfDay, target)] ?? [];
    const weather = weatherDeviation(series, target, past);
    const row = [1, ...recent.levels, ...views, ...byHour, ...weather];
    for (const [column, value] of row.entries()) {
      columns[hour * allColumns + column] = Number.isNaN(value) ? 0 : value;
    }
  }
  return { usual, columns };
}

import { fitBoostedTrees } from './boosted-trees.ts';
import { horizonHours, type DemandSeries } from './demand-series.ts';
import { at } from './numbers.ts';
import {
  allColumns,
  demandColumns,
  type FeatureSource,
  type OriginFeatures,
} from './origin-features.ts';
import { fitRobustRidge, predictLinear } from './robust-ridge.ts';
import { appendFeatures, collectRows } from './training-rows.ts';

/** Hours of the horizon that are forecast by one regression. */
export const horizonGroups: readonly (readonly [from: number, to: number])[] = [
  [0, 24],
  [24, 72],
  [72, 168],
];

/** Two views of the next 168 hours, in the unit of the inflow. */
export type MemberForecasts = { readonly linear: Float64Array; readonly trees: Float64Array };

/** Forecasts from the features of an origin. */
export type DemandModel = (features: OriginFeatures, origin: number) => MemberForecasts;

const ridgePenalty = 0.3;
const leastRows = 500;
const treesEveryHours = 6;

type Correction = (features: OriginFeatures, origin: number, hour: number) => number;

/** Fits both members on what was known before an origin. */
export function fitDemandModel(
  series: DemandSeries,
  source: FeatureSource,
  origin: number,
  usesWeather: boolean,
): DemandModel {
  const columnCount = usesWeather ? allColumns : demandColumns;
  const linear = fitLinear(series, source, origin, columnCount);
  const trees = fitTrees(series, source, origin, columnCount);
  return (features, past) => ({
    linear: corrected(features, past, linear),
    trees: corrected(features, past, trees),
  });
}

function corrected(features: OriginFeatures, origin: number, correction: Correction) {
  return features.usual.map((usual, hour) => usual + correction(features, origin, hour));
}

function fitLinear(
  series: DemandSeries,
  source: FeatureSource,
  origin: number,
  columnCount: number,
): Correction {
  const byHour: Float64Array[] = [];
  for (const [fromHour, toHour] of horizonGroups) {
    const choice = { columnCount, withCalendar: false, fromHour, toHour };
    const rows = collectRows(series, source, origin, choice);
    const isEnough = rows.targets.length >= leastRows;
    const fitted = isEnough ? fitRobustRidge(rows, ridgePenalty) : new Float64Array(columnCount);
    for (let hour = fromHour; hour < toHour; hour += 1) byHour.push(fitted);
  }
  return ({ columns }, _origin, hour) =>
    predictLinear(byHour[hour] ?? new Float64Array(0), columns, hour * allColumns);
}

function fitTrees(
  series: DemandSeries,
  source: FeatureSource,
  origin: number,
  columnCount: number,
): Correction {
  const choice = { columnCount, withCalendar: true };
  const rows = collectRows(series, source, origin, { ...choice, everyHours: treesEveryHours });
  if (rows.targets.length < leastRows) return () => 0;
  const trees = fitBoostedTrees(rows);
  return (features, past, hour) => {
    const row: number[] = [];
    appendFeatures(row, series, features, past, hour, choice);
    return trees(row, 0);
  };
}

/** The weighted mean of the members; one share of the trees per horizon group. */
export function blend(members: MemberForecasts, treeShares: readonly number[]): Float64Array {
  const blended = new Float64Array(horizonHours);
  for (const [group, [from, to]] of horizonGroups.entries()) {
    const share = at(treeShares, group);
    for (let hour = from; hour < to; hour += 1) {
      blended[hour] = share * at(members.trees, hour) + (1 - share) * at(members.linear, hour);
    }
  }
  return blended;
}

import { keepBelievable } from './believable-range.ts';
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
import { collectRows, putFeatures, trainingOrigins, widthOf } from './training-rows.ts';

/** Hours of the horizon that are forecast by one regression. */
export const horizonGroups: readonly (readonly [from: number, to: number])[] = [
  [0, 24],
  [24, 72],
  [72, 168],
];

/** Two views of the next 168 hours, in the unit of the inflow. */
export type MemberForecasts = { readonly linear: Float64Array; readonly trees: Float64Array };

/** The forecast from an origin that may come after those that were learned from. */
export type Forecast = (origin: number) => Float64Array;

const ridgePenalty = 0.1;
const leastHours = 500;
const leastTreeRows = 500;
// Neighbouring hours tell the same: of days far ahead fewer are learned from.
const ridgeEveryHours = [1, 2, 4] as const;
const treesEveryHours = { day1: 3, later: 6 } as const;
/** With more days to learn from, half of the hours do. */
const manyDays = 182;

type Correction = (features: OriginFeatures, origin: number, hour: number) => number;

/** Fits a member on what was known before an origin. */
type Fit = (
  series: DemandSeries,
  source: FeatureSource,
  origin: number,
  columnCount: number,
) => Correction;

/** A member of the forecast by the origin that it was fitted at, each fitted once. */
export type MemberModels = (fittedAt: number, usesWeather: boolean) => Forecast;

export function memberModels(series: DemandSeries, source: FeatureSource, fit: Fit): MemberModels {
  const models = new Map<string, Forecast>();
  return (fittedAt, usesWeather) => {
    const key = `${fittedAt} ${String(usesWeather)}`;
    const known = models.get(key);
    if (known !== undefined) return known;
    const columnCount = usesWeather ? allColumns : demandColumns;
    const correction = fit(series, source, Math.max(0, fittedAt), columnCount);
    const model = once((origin) => {
      const features = source(origin);
      const expected = features.usual.map(
        (usual, hour) => usual + correction(features, origin, hour),
      );
      return keepBelievable(series, origin, expected);
    });
    models.set(key, model);
    return model;
  };
}

function once(forecast: Forecast): Forecast {
  const known = new Map<number, Float64Array>();
  return (origin) => {
    const made = known.get(origin) ?? forecast(origin);
    known.set(origin, made);
    return made;
  };
}

export function fitLinear(
  series: DemandSeries,
  source: FeatureSource,
  origin: number,
  columnCount: number,
): Correction {
  const byHour: Float64Array[] = [];
  const sparsity = sparsityAt(series, origin);
  for (const [group, [fromHour, toHour]] of horizonGroups.entries()) {
    const everyHours = sparsity * (ridgeEveryHours[group] ?? 1);
    const choice = { columnCount, withCalendar: false, spans: [{ fromHour, toHour, everyHours }] };
    const rows = collectRows(series, source, origin, choice);
    const isEnough = rows.targets.length * everyHours >= leastHours;
    const fitted = isEnough ? fitRobustRidge(rows, ridgePenalty) : new Float64Array(columnCount);
    for (let hour = fromHour; hour < toHour; hour += 1) byHour.push(fitted);
  }
  return ({ columns }, _origin, hour) =>
    predictLinear(byHour[hour] ?? new Float64Array(0), columns, hour * allColumns);
}

export function fitTrees(
  series: DemandSeries,
  source: FeatureSource,
  origin: number,
  columnCount: number,
): Correction {
  const { day1, later } = treesEveryHours;
  const spans = [
    { fromHour: 0, toHour: 24, everyHours: day1 },
    { fromHour: 24, toHour: horizonHours, everyHours: later * sparsityAt(series, origin) },
  ];
  const choice = { columnCount, withCalendar: true, spans };
  const rows = collectRows(series, source, origin, choice);
  if (rows.targets.length < leastTreeRows) return () => 0;
  const trees = fitBoostedTrees(rows);
  const row = new Float64Array(widthOf(choice));
  return (features, from, hour) => {
    putFeatures(row, 0, series, features, { origin: from, hour }, choice);
    return trees(row, 0);
  };
}

function sparsityAt(series: DemandSeries, origin: number): 1 | 2 {
  return trainingOrigins(series, origin).length < manyDays ? 1 : 2;
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

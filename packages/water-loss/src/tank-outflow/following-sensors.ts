import type { RawColumn } from '../columns.ts';
import { valueAt } from '../columns.ts';
import { median } from '../burst-detection/robust-statistics.ts';

/** By sensor, sums over the days so far: of its deviations within a day with those of all, and squares. */
export type FollowingSums = { products: number[]; own: number[]; shared: number[] };

export function initialFollowingSums(): FollowingSums {
  return { products: [], own: [], shared: [] };
}

/** A sensor below the tank moves with the others metre for metre, but for some head loss. */
const leastSlope = 0.8;
const leastCorrelation = 0.9;

/** Adds a day of pressures, one column a sensor, to `sums`. */
export function addToFollowing(sums: FollowingSums, pressures: readonly RawColumn[]): void {
  const deviations = pressures.map(deviationsOf);
  const length = pressures[0]?.length ?? 0;
  for (let i = 0; i < length; i += 1) {
    const known = deviations.flatMap((column) =>
      Number.isNaN(column[i]) ? [] : (column[i] ?? []),
    );
    const shared = median(known);
    if (shared === null) continue;
    for (const [sensor, column] of deviations.entries()) {
      const own = column[i] ?? Number.NaN;
      if (Number.isNaN(own)) continue;
      sums.products[sensor] = (sums.products[sensor] ?? 0) + own * shared;
      sums.own[sensor] = (sums.own[sensor] ?? 0) + own ** 2;
      sums.shared[sensor] = (sums.shared[sensor] ?? 0) + shared ** 2;
    }
  }
}

/** Which of the sensors moved like most of them: those below the tank, where most are. */
export function followingSensors({ products, own, shared }: FollowingSums): readonly number[] {
  return products.flatMap((product, sensor) => {
    const slope = product / (shared[sensor] ?? 0);
    const correlation = product / Math.sqrt((own[sensor] ?? 0) * (shared[sensor] ?? 0));
    const follows = slope > leastSlope && slope < 1 / leastSlope && correlation > leastCorrelation;
    return follows ? [sensor] : [];
  });
}

function deviationsOf(column: RawColumn): Float64Array {
  const values = Float64Array.from({ length: column.length }, (_, i) => valueAt(column, i) ?? NaN);
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return values.map((value) => value - mean);
}

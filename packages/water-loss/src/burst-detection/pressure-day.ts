import type { RawColumn } from '../columns.ts';
import { completenessOf, valueAt } from '../columns.ts';

/** A day of pressures in the numbers that regressions between sensors need. */
export type PressureDay = {
  readonly day: number;
  /** Mean of each sensor, m; null where too little of the day is there. */
  readonly means: readonly (number | null)[];
  /** Mean product of the deviations of each two sensors, m²: the lower triangle, row by row. */
  readonly products: readonly number[];
};

/** Sums a day of equally long columns up, one for each sensor in a fixed order. */
export function summarisePressures(
  day: number,
  columns: readonly RawColumn[],
  leastCompletenessRatio: number,
): PressureDay {
  const centred = columns.map((column) => centre(column, leastCompletenessRatio));
  const count = columns.length;
  const products: number[] = [];
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      products.push(meanProduct(centred[i]?.deviations, centred[j]?.deviations));
    }
  }
  return { day, means: centred.map(({ mean }) => mean), products };
}

// A gap deviates by 0, so that it adds nothing to a product.
function centre(column: RawColumn, leastCompletenessRatio: number) {
  const deviations = new Float64Array(column.length);
  if (completenessOf(column) < leastCompletenessRatio) return { mean: null, deviations };
  let sum = 0;
  let count = 0;
  for (let i = 0; i < column.length; i += 1) {
    const value = valueAt(column, i);
    if (value === null) continue;
    sum += value;
    count += 1;
  }
  const mean = sum / count;
  for (let i = 0; i < column.length; i += 1) deviations[i] = (valueAt(column, i) ?? mean) - mean;
  return { mean, deviations };
}

function meanProduct(a: Float64Array | undefined, b: Float64Array | undefined): number {
  if (a === undefined || b === undefined || a.length === 0) return 0;
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum / a.length;
}

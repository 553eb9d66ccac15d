import { solveSymmetric } from './linear-solver.ts';
import { at, medianOf } from './numbers.ts';

/** Rows of features (row by row, `width` each) and what came of them. */
export type TrainingRows = {
  readonly width: number;
  readonly features: Float64Array;
  readonly targets: Float64Array;
};

/**
 * Coefficients of a ridge regression on absolute errors, by reweighting: a row weighs the inverse
 * of its residual, but none more than at half of the median residual. The penalty is a share of
 * each column's own sum of squares, so units do not matter.
 */
export function fitRobustRidge(rows: TrainingRows, penalty: number): Float64Array {
  const weights = new Float64Array(rows.targets.length).fill(1);
  let coefficients = fitWeighted(rows, weights, penalty);
  for (let pass = 0; pass < 2; pass += 1) {
    const residuals = Float64Array.from(rows.targets, (target, row) =>
      Math.abs(target - predictLinear(coefficients, rows.features, row * rows.width)),
    );
    const least = medianOf(Array.from(residuals.filter((_, row) => row % 7 === 0))) / 2;
    if (!(least > 0)) break;
    for (let row = 0; row < weights.length; row += 1) {
      weights[row] = least / Math.max(at(residuals, row), least);
    }
    coefficients = fitWeighted(rows, weights, penalty);
  }
  return coefficients;
}

/** Coefficients times the features that begin at an offset. */
export function predictLinear(
  coefficients: Float64Array,
  features: Float64Array,
  offset: number,
): number {
  let sum = 0;
  for (let column = 0; column < coefficients.length; column += 1) {
    sum += (coefficients[column] ?? 0) * (features[offset + column] ?? 0);
  }
  return sum;
}

function fitWeighted(rows: TrainingRows, weights: Float64Array, penalty: number): Float64Array {
  const { width, targets } = rows;
  const squares = new Float64Array(width * width);
  const products = new Float64Array(width);
  // Four rows at a time: sums are loaded and stored a quarter as often.
  for (let row = 0; row < targets.length; row += 4) addRows(rows, weights, row, squares, products);
  for (let i = 0; i < width; i += 1) {
    squares[i * width + i] = (squares[i * width + i] ?? 0) * (1 + penalty);
  }
  return solveSymmetric(squares, products);
}

/** Adds four weighted rows, or those that are left, to the normal equations. */
function addRows(
  { width, features, targets }: TrainingRows,
  weights: Float64Array,
  first: number,
  squares: Float64Array,
  products: Float64Array,
): void {
  const last = targets.length - 1;
  const rowOf = (row: number) => Math.min(row, last);
  // Beyond the last row it is the last one again, without weight: never outside of the arrays.
  const weightOf = (row: number) => (row > last ? 0 : (weights[row] ?? 0));
  const [wa, wb, wc, wd] = [
    weightOf(first),
    weightOf(first + 1),
    weightOf(first + 2),
    weightOf(first + 3),
  ];
  const [a, b, c, d] = [
    first * width,
    rowOf(first + 1) * width,
    rowOf(first + 2) * width,
    rowOf(first + 3) * width,
  ];
  const ta = targets[first] ?? 0;
  const tb = targets[rowOf(first + 1)] ?? 0;
  const tc = targets[rowOf(first + 2)] ?? 0;
  const td = targets[rowOf(first + 3)] ?? 0;
  for (let i = 0; i < width; i += 1) {
    const xa = wa * (features[a + i] ?? 0);
    const xb = wb * (features[b + i] ?? 0);
    const xc = wc * (features[c + i] ?? 0);
    const xd = wd * (features[d + i] ?? 0);
    products[i] = (products[i] ?? 0) + xa * ta + xb * tb + xc * tc + xd * td;
    const from = i * width;
    for (let k = 0; k <= i; k += 1) {
      squares[from + k] =
        (squares[from + k] ?? 0) +
        xa * (features[a + k] ?? 0) +
        xb * (features[b + k] ?? 0) +
        xc * (features[c + k] ?? 0) +
        xd * (features[d + k] ?? 0);
    }
  }
}

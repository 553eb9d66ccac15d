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
  const { width, features, targets } = rows;
  const squares = new Float64Array(width * width);
  const products = new Float64Array(width);
  for (let row = 0; row < targets.length; row += 1) {
    const offset = row * width;
    const weight = weights[row] ?? 0;
    const target = targets[row] ?? 0;
    for (let i = 0; i < width; i += 1) {
      const weighted = weight * (features[offset + i] ?? 0);
      products[i] = (products[i] ?? 0) + weighted * target;
      for (let k = 0; k <= i; k += 1) {
        squares[i * width + k] =
          (squares[i * width + k] ?? 0) + weighted * (features[offset + k] ?? 0);
      }
    }
  }
  for (let i = 0; i < width; i += 1)
    squares[i * width + i] = (squares[i * width + i] ?? 0) * (1 + penalty);
  return solveSymmetric(squares, products);
}

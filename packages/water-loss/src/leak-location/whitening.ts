import { at } from '../demand-forecast/numbers.ts';

/** Turns a vector whose covariance is `matrix` into one of independent values of variance 1. */
export type Whitener = (vector: Float64Array) => Float64Array;

/** By Cholesky's root. Throws a RangeError when the matrix (row by row) is not positive definite. */
export function whitenerOf(matrix: Float64Array, size: number): Whitener {
  const root = new Float64Array(size * size);
  for (let j = 0; j < size; j += 1) {
    for (let i = j; i < size; i += 1) {
      let sum = at(matrix, i * size + j);
      for (let k = 0; k < j; k += 1) sum -= at(root, i * size + k) * at(root, j * size + k);
      if (i === j && !(sum > 0)) throw new RangeError('A covariance must be positive definite.');
      root[i * size + j] = i === j ? Math.sqrt(sum) : sum / at(root, j * size + j);
    }
  }
  return (vector) => {
    const white = new Float64Array(size);
    for (let i = 0; i < size; i += 1) {
      let sum = at(vector, i);
      for (let k = 0; k < i; k += 1) sum -= at(root, i * size + k) * at(white, k);
      white[i] = sum / at(root, i * size + i);
    }
    return white;
  };
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += at(a, i) * at(b, i);
  return sum;
}

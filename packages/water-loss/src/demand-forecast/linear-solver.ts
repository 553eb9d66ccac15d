import { at } from './numbers.ts';

/** Solves A·x = b, see `symmetricSolver`. */
export function solveSymmetric(a: Float64Array, b: Float64Array): Float64Array {
  return symmetricSolver(a, b.length)(b);
}

/**
 * What solves A·x = b for any b and a symmetric, positive semi-definite A (row by row) by Cholesky's
 * method. A direction without any weight gets 0, so that a column of zeros does no harm.
 */
export function symmetricSolver(a: Float64Array, size: number): (b: Float64Array) => Float64Array {
  const root = decompose(a, size);
  return (b) => solveWith(root, b);
}

function solveWith(root: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  const x = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    let sum = at(b, i);
    for (let k = 0; k < i; k += 1) sum -= at(root, i * size + k) * at(x, k);
    const pivot = at(root, i * size + i);
    x[i] = pivot === 0 ? 0 : sum / pivot;
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = at(x, i);
    for (let k = i + 1; k < size; k += 1) sum -= at(root, k * size + i) * at(x, k);
    const pivot = at(root, i * size + i);
    x[i] = pivot === 0 ? 0 : sum / pivot;
  }
  return x;
}

function decompose(a: Float64Array, size: number): Float64Array {
  const root = new Float64Array(size * size);
  for (let j = 0; j < size; j += 1) {
    let diagonal = at(a, j * size + j);
    const floor = diagonal * 1e-12;
    for (let k = 0; k < j; k += 1) diagonal -= at(root, j * size + k) ** 2;
    const pivot = diagonal > floor ? Math.sqrt(diagonal) : 0;
    root[j * size + j] = pivot;
    if (pivot === 0) continue;
    for (let i = j + 1; i < size; i += 1) {
      let sum = at(a, i * size + j);
      for (let k = 0; k < j; k += 1) sum -= at(root, i * size + k) * at(root, j * size + k);
      root[i * size + j] = sum / pivot;
    }
  }
  return root;
}

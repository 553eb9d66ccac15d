import { at } from '../demand-forecast/numbers.ts';
import { dot } from './whitening.ts';

const powerSteps = 60;

/**
 * A covariance (m², row by row) by what sensors have in common and what each has for itself: the
 * greatest `factors` principal components, and on the diagonal the rest, at least `leastM2`. Few
 * samples would make the plain covariance believe in directions without any noise.
 */
export function factorCovariance(
  covariance: Float64Array,
  size: number,
  factors: number,
  leastM2: number,
): Float64Array {
  const rest = Float64Array.from(covariance);
  const result = new Float64Array(size * size);
  for (let factor = 0; factor < Math.min(factors, size - 1); factor += 1) {
    const { direction, variance } = principalComponent(rest, size);
    if (!(variance > 0)) break;
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) {
        const part = variance * at(direction, i) * at(direction, j);
        result[i * size + j] = at(result, i * size + j) + part;
        rest[i * size + j] = at(rest, i * size + j) - part;
      }
    }
  }
  for (let i = 0; i < size; i += 1) {
    const index = i * size + i;
    result[index] = at(result, index) + Math.max(at(rest, index), 0) + leastM2;
  }
  return result;
}

// Power iteration from the row of greatest variance, so that the order of sensors is no matter.
function principalComponent(matrix: Float64Array, size: number) {
  let widest = 0;
  for (let i = 1; i < size; i += 1) {
    if (at(matrix, i * size + i) > at(matrix, widest * size + widest)) widest = i;
  }
  let direction = matrix.slice(widest * size, (widest + 1) * size);
  let variance = 0;
  for (let step = 0; step < powerSteps; step += 1) {
    const length = Math.sqrt(dot(direction, direction));
    if (!(length > 0)) return { direction, variance: 0 };
    const unit = direction.map((value) => value / length);
    direction = unit.map((_, i) => dot(matrix.subarray(i * size, (i + 1) * size), unit));
    variance = dot(unit, direction);
  }
  const length = Math.sqrt(dot(direction, direction));
  return { direction: direction.map((value) => value / (length || 1)), variance };
}

const unknown = Number.NaN;

/** The number at an index; NaN beyond the ends. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? unknown;
}

/** Mean of the numbers; NaN of none. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The q-quantile (0 to 1), interpolated linearly between neighbours; NaN of none. */
export function quantileOf(values: readonly number[], q: number): number {
  return quantileOfSorted(Float64Array.from(values).sort(), q);
}

/** The same of numbers in rising order. */
export function quantileOfSorted(sorted: Float64Array, q: number): number {
  const position = q * (sorted.length - 1);
  const below = Math.max(0, Math.floor(position));
  const low = at(sorted, below);
  const high = at(sorted, Math.min(below + 1, sorted.length - 1));
  return low + (high - low) * (position - below);
}

/** The median; NaN of none. */
export function medianOf(values: readonly number[]): number {
  return quantileOf(values, 0.5);
}

/** Mean of what is not NaN in [from, to); NaN unless at least a third is there. */
export function meanBetween(values: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  let present = 0;
  for (let index = Math.max(0, from); index < Math.min(to, values.length); index += 1) {
    const value = at(values, index);
    if (!Number.isNaN(value)) {
      sum += value;
      present += 1;
    }
  }
  return present > 0 && present * 3 >= to - from ? sum / present : Number.NaN;
}

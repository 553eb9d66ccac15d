// A normal sample's standard deviation over its median absolute deviation.
const deviationsPerMad = 1.4826;

/** The middle value, or the mean of the two middle ones. Null for an empty list. */
export function median(values: readonly number[]): number | null {
  const { length } = values;
  if (length === 0) return null;
  const parted = new Float64Array(length);
  for (let i = 0; i < length; i += 1) parted[i] = values[i] ?? 0;
  const middle = length >> 1;
  partAt(parted, middle);
  const upper = parted[middle] ?? 0;
  if (length % 2 === 1) return upper;
  let lower = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < middle; i += 1) lower = Math.max(lower, parted[i] ?? 0);
  return (lower + upper) / 2;
}

// What sorting would put at `place` is put there, the smaller before it (Hoare's find): a median
// needs no more, and a year has half a million of them.
function partAt(values: Float64Array, place: number): void {
  let from = 0;
  let to = values.length - 1;
  while (from < to) {
    const pivot = values[place] ?? 0;
    let i = from;
    let j = to;
    while (i <= j) {
      while ((values[i] ?? 0) < pivot) i += 1;
      while ((values[j] ?? 0) > pivot) j -= 1;
      if (i > j) break;
      const value = values[i] ?? 0;
      values[i] = values[j] ?? 0;
      values[j] = value;
      i += 1;
      j -= 1;
    }
    if (j < place) from = i;
    if (i > place) to = j;
  }
}

/** 1.4826 · MAD about the median: the standard deviation of a normal sample, deaf to outliers. */
export function robustScale(values: readonly number[]): number | null {
  const centre = median(values);
  if (centre === null) return null;
  return deviationsPerMad * (median(values.map((value) => Math.abs(value - centre))) ?? 0);
}

/**
 * Standard deviation of the noise from the differences of neighbouring values (von Neumann),
 * robustly: a drift adds nothing to it and a few jumps little. Jumps are not left out, since each
 * jump that was only noise would make the noise look smaller and the next one likelier. Raised by
 * 1/√n, about the error of the estimate itself. Null without a pair.
 */
export function noiseScale(values: readonly number[]): number | null {
  const differences: number[] = [];
  for (let i = 1; i < values.length; i += 1) {
    differences.push(Math.abs((values[i] ?? 0) - (values[i - 1] ?? 0)));
  }
  const middle = median(differences);
  if (middle === null) return null;
  return (1 + 1 / Math.sqrt(differences.length)) * ((deviationsPerMad * middle) / Math.SQRT2);
}

/** The normal distribution function, by the logistic approximation (largest error 0.01). */
export function normalProbability(z: number): number {
  return 1 / (1 + Math.exp(-1.702 * z));
}

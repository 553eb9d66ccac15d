// A normal sample's standard deviation over its median absolute deviation.
const deviationsPerMad = 1.4826;

/** The middle value, or the mean of the two middle ones. Null for an empty list. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** 1.4826 · MAD about the median: the standard deviation of a normal sample, deaf to outliers. */
export function robustScale(values: readonly number[]): number | null {
  const centre = median(values);
  if (centre === null) return null;
  return deviationsPerMad * (median(values.map((value) => Math.abs(value - centre))) ?? 0);
}

/** A point of a series that jumps between segments. */
export type SegmentPoint = {
  readonly day: number;
  readonly value: number;
  readonly segment: number;
};

/**
 * Standard deviation of the noise from the differences of neighbours within a segment (von
 * Neumann), robustly: neither jumps nor a drift add to it. Null without a pair.
 */
export function noiseScale(points: readonly SegmentPoint[]): number | null {
  const differences: number[] = [];
  for (const [index, to] of points.entries()) {
    const from = points[index - 1];
    if (from?.segment === to.segment) differences.push(Math.abs(to.value - from.value));
  }
  const middle = median(differences);
  return middle === null ? null : (deviationsPerMad * middle) / Math.SQRT2;
}

/** The normal distribution function, by the logistic approximation (largest error 0.01). */
export function normalProbability(z: number): number {
  return 1 / (1 + Math.exp(-1.702 * z));
}

import type { VolumeM3 } from './units.ts';
import { volumeM3 } from './units.ts';

/** Standard deviations in a 95 % margin of a normal error. */
const standardDeviations95 = 1.96;

/** One volume of a sum, with the 95 % margin of its random error as a share of it. */
export type UncertainVolume = {
  readonly volumeM3: VolumeM3;
  readonly margin95Ratio: number;
  /** −1 for what is taken off, such as consumption in a balance. */
  readonly sign: 1 | -1;
};

export type UncertainTotal = {
  readonly volumeM3: VolumeM3;
  /** Square of the standard deviation, m⁶. */
  readonly variance: number;
  readonly margin95M3: VolumeM3;
  /** Margin as a share of the total; null where the total is 0. */
  readonly margin95Ratio: number | null;
  /** Share of each term in the variance, in the order of the terms: where to measure better. */
  readonly varianceShares: readonly number[];
};

/**
 * Variance of a volume (m⁶) from its 95 % margin as a ratio: (V · margin / 1.96)², as
 * WB-EasyCalc and AWWA M36 have it. Throws a RangeError on a negative margin.
 */
export function varianceOf(volume: VolumeM3, margin95Ratio: number): number {
  if (!Number.isFinite(margin95Ratio) || margin95Ratio < 0) {
    throw new RangeError(`A margin must be a number from 0 up: ${margin95Ratio}.`);
  }
  return ((volume * margin95Ratio) / standardDeviations95) ** 2;
}

/** The 95 % margin in m³ that belongs to a variance in m⁶. */
export function margin95FromVariance(variance: number): VolumeM3 {
  return volumeM3(standardDeviations95 * Math.sqrt(variance));
}

/**
 * Sum of signed volumes with the margin of independent random errors: variances add, for sums
 * and differences alike (EasyCalc, M36). Correct a systematic meter error first: it does not add
 * so. An empty list is 0 ± 0.
 */
export function combineUncertain(terms: readonly UncertainVolume[]): UncertainTotal {
  const variances = terms.map((term) => varianceOf(term.volumeM3, term.margin95Ratio));
  const variance = variances.reduce((sum, each) => sum + each, 0);
  const total = terms.reduce((sum, term) => sum + term.sign * term.volumeM3, 0);
  const margin95M3 = margin95FromVariance(variance);
  return {
    volumeM3: volumeM3(total),
    variance,
    margin95M3,
    margin95Ratio: total === 0 ? null : margin95M3 / Math.abs(total),
    varianceShares: variances.map((each) => (variance === 0 ? 0 : each / variance)),
  };
}

/**
 * The 95 % margin, as a ratio, of a product or quotient of independent figures, such as
 * ILI = CARL/UARL: √Σ margin². First order, fit for margins up to about 0.3.
 */
export function marginOfQuotient(margins95Ratio: readonly number[]): number {
  return Math.hypot(...margins95Ratio);
}

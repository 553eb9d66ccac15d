import { valueAt, type RawColumn } from '../columns.ts';
import { at } from '../demand-forecast/numbers.ts';
import type { LeakCandidate, LeakSignatures } from './leak-signatures.ts';
import { dot, whitenerOf } from './whitening.ts';

/** What the sensors showed in one block of the day since a burst began. */
export type BlockEvidence = {
  /** Fall below the expected pressure at each sensor, m; a gap leaves the sensor out. */
  readonly fallsM: RawColumn;
  /** Covariance of these falls when nothing leaks, m², sensors by sensors. */
  readonly covarianceM2: Float64Array;
};

/** The size of a leak as the inflow tells it, with its standard error. */
export type KnownSize = { readonly valueM3PerHour: number; readonly errorM3PerHour: number };

export type RankedCandidate = {
  readonly id: string;
  /** 0 to 1; all candidates together make 1. */
  readonly probability: number;
  /** The leak that fits best here, mean over the blocks. */
  readonly sizeM3PerHour: number;
};

export type CandidateRanking = {
  /** Likeliest first. */
  readonly candidates: readonly RankedCandidate[];
  /** χ² of the best candidate for each degree of freedom: about 1 when model and noise are right. */
  readonly misfit: number;
};

/**
 * Ranks candidates by the likelihood of the falls: in each block the falls are leak size times
 * signature plus normal noise of the given covariance and of `modelErrorRatio` of each fall, the
 * size being free but not negative, or held near `size`. Blocks of a day share their errors (what
 * else drifts, a faulty model), so that together they count once. Where even the best candidate
 * fits worse than noise, misfits are divided by its own (overdispersion, McCullagh & Nelder 1989):
 * a wrong model gives doubt and not false certainty. Equal priors.
 */
export function rankCandidates(
  { sensors, candidates }: LeakSignatures,
  evidence: readonly (BlockEvidence | null)[],
  size: KnownSize | null,
  modelErrorRatio = 0.1,
): CandidateRanking {
  const misfits = new Float64Array(candidates.length);
  const sizes = new Float64Array(candidates.length);
  const used = evidence.flatMap((block, index) => {
    const present = block === null ? [] : presentSensors(block, sensors.length);
    return block === null || present.length === 0 ? [] : [{ block, index, present }];
  });
  let freedom = 0;
  for (const { block, index, present } of used) {
    // The inflow tells the size once, however many blocks there are.
    const weight = size === null ? 0 : 1 / (size.errorM3PerHour ** 2 * used.length);
    const prior = { value: size?.valueM3PerHour ?? 0, weight };
    const fit = blockFit(block, present, index * sensors.length, modelErrorRatio, prior);
    freedom += present.length - 1;
    for (const [position, candidate] of candidates.entries()) {
      const { misfit, sizeM3PerHour } = fit(candidate);
      misfits[position] = at(misfits, position) + misfit;
      sizes[position] = at(sizes, position) + sizeM3PerHour / used.length;
    }
  }
  const least = misfits.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const misfit = candidates.length === 0 ? 0 : least / Math.max(1, freedom);
  const scale = 2 * Math.max(1, misfit) * Math.max(1, used.length);
  const weights = misfits.map((value) => Math.exp((least - value) / scale));
  const total = weights.reduce((a, b) => a + b, 0);
  return {
    misfit,
    candidates: candidates
      .map(({ id }, index) => ({
        id,
        probability: at(weights, index) / total,
        sizeM3PerHour: at(sizes, index),
        misfit: at(misfits, index),
      }))
      // By misfit: far down the list probabilities are all 0.
      .toSorted((a, b) => a.misfit - b.misfit)
      .map(({ id, probability, sizeM3PerHour }) => ({ id, probability, sizeM3PerHour })),
  };
}

/** The fewest candidates, likeliest first, that together have `share` of the probability. */
export function likelyArea(
  candidates: readonly RankedCandidate[],
  share: number,
): readonly RankedCandidate[] {
  let sum = 0;
  const end = candidates.findIndex(({ probability }) => {
    sum += probability;
    return sum >= share;
  });
  return end === -1 ? candidates : candidates.slice(0, end + 1);
}

function presentSensors({ fallsM }: BlockEvidence, count: number): readonly number[] {
  return Array.from({ length: count }, (_, sensor) => sensor).filter(
    (sensor) => valueAt(fallsM, sensor) !== null,
  );
}

function blockFit(
  { fallsM, covarianceM2 }: BlockEvidence,
  present: readonly number[],
  offset: number,
  modelErrorRatio: number,
  prior: { readonly value: number; readonly weight: number },
): (candidate: LeakCandidate) => { misfit: number; sizeM3PerHour: number } {
  const falls = Float64Array.from(present, (sensor) => valueAt(fallsM, sensor) ?? 0);
  const width = Math.sqrt(covarianceM2.length);
  const covariance = new Float64Array(present.length ** 2);
  for (const [i, a] of present.entries()) {
    for (const [j, b] of present.entries()) {
      const modelError = i === j ? (modelErrorRatio * at(falls, i)) ** 2 : 0;
      covariance[i * present.length + j] = at(covarianceM2, a * width + b) + modelError;
    }
  }
  const whiten = whitenerOf(covariance, present.length);
  const white = whiten(falls);
  const square = dot(white, white);
  return ({ fallsMPerM3PerHour }) => {
    const signature = whiten(
      Float64Array.from(present, (sensor) => at(fallsMPerM3PerHour, offset + sensor)),
    );
    const strength = dot(signature, signature) + prior.weight;
    const match = dot(signature, white) + prior.value * prior.weight;
    const sizeM3PerHour = strength > 0 ? Math.max(0, match / strength) : 0;
    const asPrior = prior.weight * prior.value ** 2;
    return {
      misfit: square + asPrior - 2 * sizeM3PerHour * match + sizeM3PerHour ** 2 * strength,
      sizeM3PerHour,
    };
  };
}

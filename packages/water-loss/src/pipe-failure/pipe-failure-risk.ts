import {
  ageFactor,
  diameterFactor,
  priorFailuresPerKmYear,
  usualAgeYears,
  type PipeMaterial,
} from './failure-rates.ts';

export type PipeFacts = {
  readonly id: string;
  readonly lengthM: number;
  readonly diameterMm: number;
  /** Null is taken for "other". */
  readonly material: PipeMaterial | null;
  /** Null: the age is taken for 40 years. */
  readonly installedYear: number | null;
};

/** The failures that the utility saw on these pipes, and for how long it watched. */
export type FailureHistory = { readonly failures: number; readonly years: number };

export type PipeRisk = {
  readonly pipe: PipeFacts;
  /** From 1, the likeliest to fail first; pipes of one probability share a rank. */
  readonly rank: number;
  readonly failuresPerYear: number;
  /** Probability of at least one failure within a year. */
  readonly yearlyProbability: number;
  /** What had to be assumed of the pipe. */
  readonly assumed: readonly ('material' | 'age')[];
};

export type PipeFailureRisk = {
  /** All pipes by rank. */
  readonly pipes: readonly PipeRisk[];
  readonly failuresPerYear: number;
  /** How the history moved the prior: 1 without one. */
  readonly historyFactor: number;
};

/** The prior weighs as much as a history in which this many failures were due. */
const priorFailures = 2;

/**
 * How likely each pipe is to fail within a year: a Poisson rate by material, age and diameter times
 * the length, and the whole multiplied by what the history says, (k + seen)/(k + due), the mean of
 * a gamma prior of weight k = 2 after Poisson counts. Throws a RangeError on a negative history.
 */
export function pipeFailureRisk(
  pipes: readonly PipeFacts[],
  year: number,
  history: FailureHistory = { failures: 0, years: 0 },
): PipeFailureRisk {
  if (!(history.failures >= 0 && history.years >= 0)) {
    throw new RangeError('A history has no negative failures or years.');
  }
  const prior = pipes.map((pipe) => ({ pipe, rate: priorRate(pipe, year) }));
  const due = history.years * prior.reduce((sum, { rate }) => sum + rate, 0);
  const historyFactor = (priorFailures + history.failures) / (priorFailures + due);
  const sorted = prior.toSorted((a, b) => b.rate - a.rate || compareIds(a.pipe, b.pipe));
  let rank = 0;
  const ranked = sorted.map(({ pipe, rate }, index) => {
    if (index === 0 || rate < (sorted[index - 1]?.rate ?? 0)) rank = index + 1;
    const failuresPerYear = rate * historyFactor;
    return {
      pipe,
      rank,
      failuresPerYear,
      yearlyProbability: -Math.expm1(-failuresPerYear),
      assumed: assumedOf(pipe),
    };
  });
  const failuresPerYear = ranked.reduce((sum, each) => sum + each.failuresPerYear, 0);
  return { pipes: ranked, failuresPerYear, historyFactor };
}

function priorRate({ lengthM, diameterMm, material, installedYear }: PipeFacts, year: number) {
  const age = installedYear === null ? usualAgeYears : year - installedYear;
  const perKm = priorFailuresPerKmYear[material ?? 'other'];
  return (perKm * ageFactor(age) * diameterFactor(diameterMm) * lengthM) / 1000;
}

function assumedOf({ material, installedYear }: PipeFacts): ('material' | 'age')[] {
  return [
    ...(material === null ? (['material'] as const) : []),
    ...(installedYear === null ? (['age'] as const) : []),
  ];
}

function compareIds(a: PipeFacts, b: PipeFacts): number {
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

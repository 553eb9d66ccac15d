import type { WaterBalance } from './balance.ts';
import type { Dma } from './dma.ts';
import type { BalanceWarningCode } from './warnings.ts';
import { returnBasisOf, returnOf, type LossSaving, type ReturnBasis } from './loss-saving.ts';

/** A ranking reads the balances of all it compares. */
export const mostDmasCompared = 500;

/** Weights of the utility's procedure; together 100. */
export const priorityWeights = {
  NON_REVENUE_WATER_RATIO: 30,
  NON_REVENUE_WATER_VOLUME: 25,
  LEAKAGE_INDEX: 20,
  RETURN_ON_INVESTMENT: 15,
  URGENCY: 10,
} as const;

export type PriorityCriterion = keyof typeof priorityWeights;

export type PriorityPart = {
  readonly criterion: PriorityCriterion;
  readonly weightPercent: number;
  /** 0 to 100 against the greatest of all; null where the figure is unknown. */
  readonly partScore: number | null;
};

export type RankedDma = {
  readonly rank: number;
  readonly dma: Dma;
  readonly priorityScore: number;
  readonly parts: readonly PriorityPart[];
  readonly saving: LossSaving | null;
  readonly balance: WaterBalance;
};

export type UnrankedDma = { readonly dmaCode: string; readonly reasons: readonly string[] };

export type LossRanking = {
  readonly ranked: readonly RankedDma[];
  readonly unranked: readonly UnrankedDma[];
  readonly returnBasis: ReturnBasis;
};

export type Candidate = {
  readonly dma: Dma;
  readonly balance: WaterBalance;
  readonly saving: LossSaving | null;
  /** 0 to 1. */
  readonly urgency: number | null;
};

type Figures = Readonly<Record<PriorityCriterion, number | null>>;

const criteria = Object.keys(priorityWeights) as readonly PriorityCriterion[];

function figuresOf(
  { dma, balance, index, saving, urgency }: Candidate & { readonly index: number | null },
  basis: ReturnBasis,
): Figures {
  return {
    NON_REVENUE_WATER_RATIO: balance.volumes.nonRevenueWaterRatio,
    NON_REVENUE_WATER_VOLUME: balance.volumes.nonRevenueWaterM3,
    LEAKAGE_INDEX: index,
    RETURN_ON_INVESTMENT: returnOf(dma, saving, basis),
    URGENCY: urgency,
  };
}

/** What keeps the non-revenue water of a DMA from being known. */
const withholding: ReadonlySet<BalanceWarningCode> = new Set([
  'NO_INLET_METER',
  'NO_FLOW_READINGS',
  'SYSTEM_INPUT_INCOMPLETE',
  'NO_CUSTOMER_METERS',
  'CUSTOMER_READINGS_INCOMPLETE',
  'ENTERED_VOLUMES_PARTIAL',
  'BILLING_UNIT_DOUBTFUL',
  'NEGATIVE_SYSTEM_INPUT',
  'NO_WATER_SUPPLIED',
  'PERIOD_NOT_OVER',
]);

const hasWarning = ({ balance }: Candidate, code: BalanceWarningCode) =>
  balance.warnings.some((warning) => warning.code === code);

/**
 * Whose non-revenue water is unknown cannot be compared at all; nor whose bills may be in another
 * unit, for a thousandfold error would come first and make all others look small.
 */
const isComparable = (candidate: Candidate) =>
  candidate.balance.volumes.nonRevenueWaterRatio !== null &&
  candidate.balance.volumes.nonRevenueWaterM3 !== null &&
  !hasWarning(candidate, 'BILLING_UNIT_DOUBTFUL');

/** An index and a saving that rest on a pressure in another unit are ten times off. */
function withoutDoubtfulIndex(candidate: Candidate): Candidate & { readonly index: number | null } {
  return hasWarning(candidate, 'PRESSURE_UNIT_DOUBTFUL')
    ? { ...candidate, index: null, saving: null }
    : { ...candidate, index: candidate.balance.indicators.infrastructureLeakageIndex };
}

/**
 * DMAs by priority, the highest first, then by code. Each figure counts against the greatest of
 * all, urgency as it is; a negative one, which is a fault of the data, adds nothing. A figure that a
 * DMA lacks is left out of its score and weights, so that a gap is neither good nor bad.
 */
export function lossRanking(candidates: readonly Candidate[]): LossRanking {
  const known = candidates.filter(isComparable).map(withoutDoubtfulIndex);
  const returnBasis = returnBasisOf(known.map((each) => each.saving));
  const judged = known.map((each) => ({ ...each, figures: figuresOf(each, returnBasis) }));
  const greatest = (criterion: PriorityCriterion) =>
    criterion === 'URGENCY'
      ? 1
      : Math.max(0, ...judged.map((each) => each.figures[criterion] ?? 0));
  const most = new Map(criteria.map((criterion) => [criterion, greatest(criterion)]));
  const scored = judged.map(({ dma, balance, saving, figures }) => {
    const parts = criteria.map((criterion) =>
      partOf(criterion, figures[criterion], most.get(criterion) ?? 0),
    );
    return { dma, balance, saving, parts, priorityScore: scoreOf(parts) };
  });
  const inOrder = scored.toSorted(
    (a, b) => b.priorityScore - a.priorityScore || (a.dma.code < b.dma.code ? -1 : 1),
  );
  return {
    ranked: inOrder.map((each) => ({
      ...each,
      rank: 1 + inOrder.findIndex((other) => other.priorityScore === each.priorityScore),
    })),
    unranked: candidates.filter((each) => !isComparable(each)).map(unrankedOf),
    returnBasis,
  };
}

function partOf(
  criterion: PriorityCriterion,
  figure: number | null,
  greatest: number,
): PriorityPart {
  const weightPercent = priorityWeights[criterion];
  if (figure === null) return { criterion, weightPercent, partScore: null };
  return {
    criterion,
    weightPercent,
    partScore: greatest > 0 ? rounded((Math.max(0, figure) / greatest) * 100) : 0,
  };
}

/** What a sum of floats leaves behind would part DMAs that are alike. */
function rounded(score: number): number {
  return Math.round(score * 1e9) / 1e9;
}

function scoreOf(parts: readonly PriorityPart[]): number {
  let sum = 0;
  let weights = 0;
  for (const { partScore, weightPercent } of parts) {
    if (partScore === null) continue;
    sum += partScore * weightPercent;
    weights += weightPercent;
  }
  return weights === 0 ? 0 : rounded(sum / weights);
}

const reasonsTold = 3;

function unrankedOf({ dma, balance }: Candidate): UnrankedDma {
  const reasons = balance.warnings
    .filter(({ code }) => withholding.has(code))
    .map(({ message }) => message)
    .slice(0, reasonsTold);
  return {
    dmaCode: dma.code,
    reasons: reasons.length > 0 ? reasons : ['Its non-revenue water is unknown.'],
  };
}

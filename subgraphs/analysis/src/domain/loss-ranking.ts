import type { WaterBalance } from './balance.ts';
import type { Dma } from './dma.ts';

export type RankedDma = {
  readonly rank: number;
  readonly dma: Dma;
  readonly priorityScore: number;
  readonly balance: WaterBalance;
};

export type LossRanking = {
  readonly ranked: readonly RankedDma[];
  readonly unrankedDmaCodes: readonly string[];
};

/** A ranking reads the balances of all it compares. */
export const mostDmasCompared = 500;

/** Of the utility's procedure; return on investment (15) and urgency (10) have no data yet. */
const weights = { ratio: 30, volume: 25, index: 20 };
const weightSum = weights.ratio + weights.volume + weights.index;

type Candidate = { readonly dma: Dma; readonly balance: WaterBalance };
type Figures = { readonly ratio: number; readonly volume: number; readonly index: number };

function figuresOf({ volumes, indicators }: WaterBalance): Figures | null {
  const { nonRevenueWaterRatio: ratio, nonRevenueWaterM3: volume } = volumes;
  const index = indicators.infrastructureLeakageIndex;
  return ratio === null || volume === null || index === null ? null : { ratio, volume, index };
}

/**
 * DMAs by priority, the highest first, then by code. Each figure counts against the greatest of
 * all; a negative one, which is a fault of the data, adds nothing.
 */
export function lossRanking(candidates: readonly Candidate[]): LossRanking {
  const judged = candidates.map((each) => ({ ...each, figures: figuresOf(each.balance) }));
  const known = judged.flatMap(({ figures, ...each }) =>
    figures === null ? [] : [{ ...each, figures }],
  );
  const greatest = (name: keyof Figures) => Math.max(0, ...known.map((each) => each.figures[name]));
  const most = { ratio: greatest('ratio'), volume: greatest('volume'), index: greatest('index') };
  const part = (figures: Figures, name: keyof Figures) =>
    most[name] > 0 ? (Math.max(0, figures[name]) / most[name]) * weights[name] : 0;
  const scored = known.map(({ dma, balance, figures }) => {
    const sum = part(figures, 'ratio') + part(figures, 'volume') + part(figures, 'index');
    return { dma, balance, priorityScore: (sum / weightSum) * 100 };
  });
  const inOrder = scored.toSorted(
    (a, b) => b.priorityScore - a.priorityScore || (a.dma.code < b.dma.code ? -1 : 1),
  );
  return {
    ranked: inOrder.map((each) => ({
      ...each,
      rank: 1 + inOrder.findIndex((other) => other.priorityScore === each.priorityScore),
    })),
    unrankedDmaCodes: judged.filter((each) => each.figures === null).map((each) => each.dma.code),
  };
}

import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { rankLosses } from '../../services/rank-losses.ts';

export const lossRanking: NonNullable<QueryResolvers['lossRanking']> = async (
  _parent,
  { period, scope, first },
  context,
) => {
  const area = { regionId: scope?.regionId ?? null, branchId: scope?.branchId ?? null };
  const { ranked, unrankedDmaCodes } = await rankLosses(context, period, area, first);
  return {
    entries: ranked.slice(0, first).map(({ dma, balance, rank, priorityScore }) => ({
      rank,
      dma,
      priorityScore,
      balance: { balance, nightFlow: { kind: 'computed', dmas: [dma], period } },
    })),
    rankedCount: ranked.length,
    unrankedDmaCodes: [...unrankedDmaCodes],
  };
};

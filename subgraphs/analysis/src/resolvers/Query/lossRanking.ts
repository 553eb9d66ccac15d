import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { rankLosses } from '../../services/rank-losses.ts';

export const lossRanking: NonNullable<QueryResolvers['lossRanking']> = async (
  _parent,
  { period, scope, targetIndex, first },
  context,
) => {
  const area = { regionId: scope?.regionId ?? null, branchId: scope?.branchId ?? null };
  const ranking = await rankLosses(context, { period, area, targetIndex, first });
  return {
    entries: ranking.ranked.slice(0, first).map(({ balance, parts, ...entry }) => ({
      ...entry,
      parts: [...parts],
      missingCriteria: parts
        .filter((part) => part.partScore === null)
        .map((part) => part.criterion),
      balance: { balance, nightFlow: { kind: 'computed', dmas: [entry.dma], period } },
    })),
    rankedCount: ranking.ranked.length,
    returnBasis: ranking.returnBasis,
    unranked: ranking.unranked.map(({ dmaCode, reasons }) => ({ dmaCode, reasons: [...reasons] })),
    unrankedDmaCodes: ranking.unranked.map((each) => each.dmaCode),
  };
};

import type { KeptAreaBalanceResolvers } from '../__generated__/resolvers-types.ts';

export const KeptAreaBalance: KeptAreaBalanceResolvers = {
  balance: ({ sum }) =>
    sum === null
      ? null
      : { balance: sum.balance, nightFlow: { kind: 'kept', leakage: sum.nightFlowLeakage } },
  calculationCount: ({ calculations }) => calculations.length,
  dmasWithoutCalculation: ({ dmaCodesWithout }) => [...dmaCodesWithout],
  firstCalculatedAt: ({ calculations }) => extremeOf(calculations, Math.min),
  lastCalculatedAt: ({ calculations }) => extremeOf(calculations, Math.max),
  methodVersions: ({ calculations }) =>
    [...new Set(calculations.map(({ methodVersion }) => methodVersion))].toSorted(),
};

function extremeOf(
  calculations: readonly { readonly calculatedAt: Date }[],
  extreme: (...instants: number[]) => number,
): Date | null {
  if (calculations.length === 0) return null;
  return new Date(extreme(...calculations.map(({ calculatedAt }) => calculatedAt.getTime())));
}

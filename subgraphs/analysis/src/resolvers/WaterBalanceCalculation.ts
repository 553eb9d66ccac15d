import type { WaterBalanceCalculationResolvers } from '../__generated__/resolvers-types.ts';
import { dmaOf, keptCalculation } from '../services/entities.ts';

export const WaterBalanceCalculation: WaterBalanceCalculationResolvers = {
  __resolveReference: async ({ id }, context) => keptCalculation(context, id),
  dma: async (calculation, _args, context) => dmaOf(context, calculation),
  balance: ({ balance, nightFlowLeakage }) => ({
    balance,
    nightFlow: { kind: 'kept', leakage: nightFlowLeakage },
  }),
  calculatedBy: ({ calculatedBy }) =>
    calculatedBy.kind === 'user' ? { id: calculatedBy.id } : null,
};

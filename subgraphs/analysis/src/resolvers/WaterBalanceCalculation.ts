import type { WaterBalanceCalculationResolvers } from '../__generated__/resolvers-types.ts';
import { dmaOf, keptCalculation } from '../services/entities.ts';
import { toUser } from './to-user.ts';

export const WaterBalanceCalculation: WaterBalanceCalculationResolvers = {
  __resolveReference: async ({ id }, context) => keptCalculation(context, id),
  dma: async (calculation, _args, context) => dmaOf(context, calculation),
  balance: ({ balance, nightFlowLeakage }) => ({
    balance,
    nightFlow: { kind: 'kept', leakage: nightFlowLeakage },
  }),
  calculatedBy: ({ calculatedBy }) => toUser(calculatedBy),
  cause: ({ cause }) => (cause === 'late data' ? 'LATE_DATA' : 'ASKED_FOR'),
  isCurrent: ({ superseded }) => superseded === null,
  supersededAt: ({ superseded }) => superseded?.at ?? null,
  supersededBy: async ({ superseded }, _args, context) =>
    superseded === null ? null : keptCalculation(context, superseded.byId),
};

import { encodeFloat32 } from '@waris/schema-kit';
import type { BranchResolvers } from '../__generated__/resolvers-types.ts';
import { nightFlowOfBranch } from '../services/area-night-flow.ts';
import { waterBalanceOfBranch } from '../services/area-water-balance.ts';
import { keptBalanceOfBranch } from '../services/kept-area-balance.ts';
import { fromAssumptions } from './from-assumptions.ts';
import { toAreaNightFlow } from './to-night-flow-series.ts';

export const Branch: BranchResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  waterBalance: async ({ id }, { period }, context) => waterBalanceOfBranch(context, id, period),
  keptWaterBalance: async ({ id }, { period }, context) => keptBalanceOfBranch(context, id, period),
  minimumNightFlow: async ({ id }, { period, method, assumptions, encoding }, context) => {
    const given = fromAssumptions(assumptions);
    const nightFlow = await nightFlowOfBranch(context, id, { period, method, given });
    return nightFlow === null
      ? null
      : toAreaNightFlow(nightFlow, encoding === 'LIST' ? (column) => column : encodeFloat32);
  },
};

import type { BranchResolvers } from '../__generated__/resolvers-types.ts';
import { waterBalanceOfBranch } from '../services/area-water-balance.ts';

export const Branch: BranchResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  waterBalance: async ({ id }, { period }, context) => waterBalanceOfBranch(context, id, period),
};

import type { RegionResolvers } from '../__generated__/resolvers-types.ts';
import { waterBalanceOfRegion } from '../services/area-water-balance.ts';

export const Region: RegionResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  waterBalance: async ({ id }, { period }, context) => waterBalanceOfRegion(context, id, period),
};

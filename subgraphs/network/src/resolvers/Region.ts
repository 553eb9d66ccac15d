import type { RegionResolvers } from '../__generated__/resolvers-types.ts';
import { toChildList, toConnection } from './connection.ts';

export const Region: RegionResolvers = {
  __resolveReference: async ({ id }, { loaders }) => loaders.region.load(id),
  branches: async ({ id }, args, { loaders }) =>
    toConnection(await loaders.pages.branchesOfRegion(id, toChildList(args))),
  dmas: async ({ id }, args, { loaders }) =>
    toConnection(await loaders.pages.dmasOfRegion(id, toChildList(args))),
};

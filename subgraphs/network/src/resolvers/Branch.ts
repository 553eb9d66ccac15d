import type { BranchResolvers } from '../__generated__/resolvers-types.ts';
import { toChildList, toConnection } from './connection.ts';

export const Branch: BranchResolvers = {
  __resolveReference: async ({ id }, { loaders }) => loaders.branch.load(id),
  region: ({ regionId }, _args, { loaders }) => loaders.region.load(regionId),
  dmas: async ({ id }, args, { loaders }) =>
    toConnection(await loaders.pages.dmasOfBranch(id, toChildList(args))),
  meters: async ({ id }, args, { loaders }) =>
    toConnection(await loaders.pages.metersOfBranch(id, toChildList(args))),
  pipes: async ({ id }, args, { loaders }) =>
    toConnection(await loaders.pages.pipesOfBranch(id, toChildList(args))),
};

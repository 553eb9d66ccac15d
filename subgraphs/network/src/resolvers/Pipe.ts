import type { PipeResolvers } from '../__generated__/resolvers-types.ts';

export const Pipe: PipeResolvers = {
  __resolveReference: async ({ id }, { loaders }) => loaders.pipe.load(id),
  path: ({ id }, _args, { loaders }) => loaders.pipePath.load(id),
  dma: ({ dmaId }, _args, { loaders }) => (dmaId === null ? null : loaders.dma.load(dmaId)),
  branch: ({ branchId }, _args, { loaders }) => loaders.branch.load(branchId),
};

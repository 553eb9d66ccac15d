import type { MeterResolvers } from '../__generated__/resolvers-types.ts';

export const Meter: MeterResolvers = {
  __resolveReference: async ({ id }, { loaders }) => loaders.meter.load(id),
  location: ({ id }, _args, { loaders }) => loaders.meterLocation.load(id),
  dma: ({ dmaId }, _args, { loaders }) => (dmaId === null ? null : loaders.dma.load(dmaId)),
  sourceDma: ({ sourceDmaId }, _args, { loaders }) =>
    sourceDmaId === null ? null : loaders.dma.load(sourceDmaId),
  branch: ({ branchId }, _args, { loaders }) => loaders.branch.load(branchId),
};

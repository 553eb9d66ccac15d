import type { DmaResolvers } from '../__generated__/resolvers-types.ts';
import { toChildList, toConnection } from './connection.ts';

export const Dma: DmaResolvers = {
  __resolveReference: async ({ id }, { loaders }) => loaders.dma.load(id),
  boundary: ({ id }, _args, { loaders }) => loaders.boundary.load(id),
  areaKm2: async ({ id }, _args, { loaders }) =>
    (await loaders.boundaryFacts.load(id))?.areaKm2 ?? null,
  perimeterKm: async ({ id }, _args, { loaders }) =>
    (await loaders.boundaryFacts.load(id))?.perimeterKm ?? null,
  centroid: async ({ id }, _args, { loaders }) =>
    (await loaders.boundaryFacts.load(id))?.centroid ?? null,
  region: ({ regionId }, _args, { loaders }) => loaders.region.load(regionId),
  branch: ({ branchId }, _args, { loaders }) => loaders.branch.load(branchId),
  meters: async ({ id }, args, { loaders }) =>
    toConnection(await loaders.pages.metersOfDma(id, toChildList(args))),
  inlets: ({ id }, _args, { loaders }) => loaders.flowMeters.load(id),
  pipes: async ({ id }, args, { loaders }) =>
    toConnection(await loaders.pages.pipesOfDma(id, toChildList(args))),
  tanks: ({ id }, _args, { loaders }) => loaders.tanks.load(id),
};

import type { TankResolvers } from '../__generated__/resolvers-types.ts';

export const Tank: TankResolvers = {
  levelMeter: ({ levelMeterId }, _args, { loaders }) =>
    levelMeterId === null ? null : loaders.meter.load(levelMeterId),
};

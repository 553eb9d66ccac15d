import type { LeakAreaResolvers } from '../__generated__/resolvers-types.ts';
import { areaPaths } from '../services/detection/burst-place.ts';

export const LeakArea: LeakAreaResolvers = {
  probabilityRatio: ({ areaProbability }) => areaProbability,
  pipeCount: ({ areaPipes }) => areaPipes,
  lengthM: ({ areaLengthM }) => areaLengthM,
  pipes: ({ candidates, areaPipes }) =>
    candidates.slice(0, areaPipes).map(({ pipeId }) => ({ id: pipeId })),
  path: async (location, _args, context) => {
    const coordinates = await areaPaths(context, location);
    return coordinates.length === 0 ? null : { type: 'MultiLineString', coordinates };
  },
};

import type { BurstLocationResolvers } from '../__generated__/resolvers-types.ts';
import { isModelDoubtful } from '../domain/detection/burst-location.ts';
import {
  likeliestPipes,
  visibleLeftOut,
  visibleMeters,
} from '../services/detection/burst-place.ts';

export const BurstLocation: BurstLocationResolvers = {
  candidates: (location, { first }) =>
    likeliestPipes(location, first).map(({ pipeId, code, probability, sizeM3PerHour }) => ({
      pipe: { id: pipeId },
      code,
      probabilityRatio: probability,
      sizeM3PerHour,
    })),
  area: (location) => location,
  pipeCount: ({ pipes }) => pipes,
  misfitIndex: ({ misfit }) => misfit,
  isModelDoubtful: (location) => isModelDoubtful(location),
  sensors: async ({ sensorIds }, _args, context) =>
    (await visibleMeters(context, sensorIds)).map((id) => ({ id })),
  sensorCount: ({ sensorIds }) => sensorIds.length,
  sensorsLeftOut: async ({ leftOut }, _args, context) => visibleLeftOut(context, leftOut),
  referenceFromAt: ({ referenceFromMs }) => new Date(referenceFromMs),
  referenceToAt: ({ referenceToMs }) => new Date(referenceToMs),
  measuredFromAt: ({ measuredFromMs }) => new Date(measuredFromMs),
  measuredToAt: ({ measuredToMs }) => new Date(measuredToMs),
};

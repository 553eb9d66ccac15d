import type { BurstLocationProblemResolvers } from '../__generated__/resolvers-types.ts';
import { visibleLeftOut } from '../services/detection/burst-place.ts';
import { placeProblemNames } from './detection-names.ts';

export const BurstLocationProblem: BurstLocationProblemResolvers = {
  reason: ({ reason }) => placeProblemNames[reason],
  sensorsLeftOut: async ({ leftOut }, _args, context) => visibleLeftOut(context, leftOut),
};

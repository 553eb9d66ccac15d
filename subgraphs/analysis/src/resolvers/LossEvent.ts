import type { LossEventResolvers } from '../__generated__/resolvers-types.ts';
import { eventById } from '../services/detection/list-events.ts';
import { kindNames } from './detection-names.ts';
import { eventFields } from './event-fields.ts';

export const LossEvent: LossEventResolvers = {
  __resolveReference: async ({ id }, context) => eventById(context, id),
  ...eventFields,
  kind: ({ kind }) => kindNames[kind],
  distanceM: ({ details }) => details.distanceM ?? null,
  baselineRatio: ({ details }) => details.ratio ?? null,
};

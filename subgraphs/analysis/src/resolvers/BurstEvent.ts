import type { BurstEventResolvers } from '../__generated__/resolvers-types.ts';
import { repairTargetHours } from '../domain/detection/event-priority.ts';
import { placeOfBurst, problemOfPlace } from '../services/detection/burst-place.ts';
import { eventById } from '../services/detection/list-events.ts';
import { eventFields } from './event-fields.ts';

const names = {
  burst: 'BURST',
  'meter fault': 'METER_FAULT',
  'missing data': 'MISSING_DATA',
} as const;

function isBurstKind(kind: string): kind is keyof typeof names {
  return kind in names;
}

export const BurstEvent: BurstEventResolvers = {
  __resolveReference: async ({ id }, context) => {
    const event = await eventById(context, id);
    return event !== null && isBurstKind(event.kind) ? event : null;
  },
  ...eventFields,
  kind: ({ kind }) => {
    if (!isBurstKind(kind)) throw new Error(`A ${kind} is no burst event.`);
    return names[kind];
  },
  mostAffectedMeter: ({ details }) =>
    details.sensorId === undefined ? null : { id: details.sensorId },
  rises: ({ details }) => [...(details.rises ?? [])],
  location: async (event, _args, context) => placeOfBurst(context, event),
  locationProblem: async (event, _args, context) => problemOfPlace(context, event),
  repairTargetHours: ({ priority }) => repairTargetHours(priority),
};

import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { listEvents } from '../../services/detection/list-events.ts';
import { kindNames, stateNames, wordOf } from '../detection-names.ts';

export const lossEvents: NonNullable<QueryResolvers['lossEvents']> = async (
  _parent,
  { period, filter, ...page },
  context,
) => {
  const choice = {
    kinds: filter?.kinds?.map((kind) => wordOf(kindNames, kind)) ?? null,
    states: filter?.states?.map((state) => wordOf(stateNames, state)) ?? null,
    regionId: filter?.regionId ?? null,
    branchId: filter?.branchId ?? null,
    dmaId: filter?.dmaId ?? null,
    includeShadow: filter?.includeShadow ?? false,
  };
  return listEvents(context, period, choice, page);
};

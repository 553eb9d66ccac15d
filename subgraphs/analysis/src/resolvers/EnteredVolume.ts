import type { EnteredVolumeResolvers } from '../__generated__/resolvers-types.ts';
import { toUser } from './to-user.ts';

export const EnteredVolume: EnteredVolumeResolvers = {
  fromAt: ({ period }) => period.from,
  toAt: ({ period }) => period.to,
  enteredBy: ({ enteredBy }) => toUser(enteredBy),
};

import type { PublicHolidaysResolvers } from '../__generated__/resolvers-types.ts';
import { toUser } from './to-user.ts';

export const PublicHolidays: PublicHolidaysResolvers = {
  setBy: ({ setBy }) => toUser(setBy),
};

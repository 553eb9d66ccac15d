import type { UserResolvers } from '../__generated__/resolvers-types.ts';
import { accessOfUser } from '../domain/user.ts';
import { describePermissions } from './Permission.ts';

export const User: UserResolvers = {
  __resolveReference: async ({ id }, context) => context.loaders.users.load(id),
  roles: (user) => [...new Map(user.assignments.map(({ role }) => [role.code, role])).values()],
  areas: (user) => accessOfUser(user).scope,
  permissions: (user) => describePermissions(accessOfUser(user).permissions),
};

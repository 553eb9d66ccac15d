import type { RoleResolvers } from '../__generated__/resolvers-types.ts';
import { describePermissions } from './Permission.ts';

export const Role: RoleResolvers = {
  __resolveReference: async ({ id }, context) => context.loaders.roles.load(id),
  permissions: (role) => describePermissions(role.permissions),
};

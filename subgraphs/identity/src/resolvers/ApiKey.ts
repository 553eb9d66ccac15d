import type { ApiKeyResolvers } from '../__generated__/resolvers-types.ts';
import { describePermissions } from './Permission.ts';

export const ApiKey: ApiKeyResolvers = {
  permissions: (key) => describePermissions(key.permissions),
  areas: (key) => key.scope,
  createdBy: (key, _arguments, context) => context.loaders.users.load(key.createdById),
};

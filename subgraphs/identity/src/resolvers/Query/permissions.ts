import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { listPermissions } from '../../services/list-roles.ts';
import { describePermissions } from '../Permission.ts';

export const permissions: QueryResolvers['permissions'] = async (_parent, _arguments, context) =>
  describePermissions(listPermissions(context));

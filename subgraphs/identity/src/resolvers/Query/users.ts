import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { listUsers } from '../../services/list-users.ts';

export const users: QueryResolvers['users'] = async (_parent, request, context) =>
  listUsers(context, request);

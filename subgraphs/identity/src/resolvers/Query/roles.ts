import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { listRoles } from '../../services/list-roles.ts';

export const roles: QueryResolvers['roles'] = async (_parent, _arguments, context) => [
  ...(await listRoles(context)),
];

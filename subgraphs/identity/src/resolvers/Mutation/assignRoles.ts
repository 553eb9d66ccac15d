import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { assignRoles as assignRolesUseCase } from '../../services/assign-roles.ts';

export const assignRoles: MutationResolvers['assignRoles'] = async (
  _parent,
  { input },
  context,
) => {
  const result = await assignRolesUseCase(context, input);
  return result.ok
    ? { user: result.value, userErrors: [] }
    : { user: null, userErrors: result.errors };
};

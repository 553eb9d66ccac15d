import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { deactivateUser as deactivateUserUseCase } from '../../services/deactivate-user.ts';

export const deactivateUser: MutationResolvers['deactivateUser'] = async (
  _parent,
  { input },
  context,
) => {
  const result = await deactivateUserUseCase(context, input);
  return result.ok
    ? { user: result.value, userErrors: [] }
    : { user: null, userErrors: result.errors };
};

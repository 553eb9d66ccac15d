import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { changePassword as changePasswordUseCase } from '../../services/change-password.ts';

export const changePassword: MutationResolvers['changePassword'] = async (
  _parent,
  { input },
  context,
) => {
  const result = await changePasswordUseCase(context, input);
  return result.ok
    ? { user: result.value, userErrors: [] }
    : { user: null, userErrors: result.errors };
};

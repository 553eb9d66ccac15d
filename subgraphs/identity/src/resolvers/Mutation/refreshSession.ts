import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { refreshSession as refreshSessionUseCase } from '../../services/refresh-session.ts';

export const refreshSession: MutationResolvers['refreshSession'] = async (
  _parent,
  { input },
  context,
) => {
  const result = await refreshSessionUseCase(context, input);
  return result.ok
    ? { ...result.value, userErrors: [] }
    : { session: null, user: null, userErrors: result.errors };
};

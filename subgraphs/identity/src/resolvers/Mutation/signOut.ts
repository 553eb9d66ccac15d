import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { signOut as signOutUseCase } from '../../services/sign-out.ts';

export const signOut: MutationResolvers['signOut'] = async (_parent, { input }, context) => {
  const result = await signOutUseCase(context, { everywhere: input.everywhere ?? false });
  return result.ok
    ? { user: result.value, userErrors: [] }
    : { user: null, userErrors: result.errors };
};

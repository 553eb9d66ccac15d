import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { signIn as signInUseCase } from '../../services/sign-in.ts';

export const signIn: MutationResolvers['signIn'] = async (_parent, { input }, context) => {
  const result = await signInUseCase(context, input);
  return result.ok
    ? { ...result.value, userErrors: [] }
    : { session: null, user: null, userErrors: result.errors };
};

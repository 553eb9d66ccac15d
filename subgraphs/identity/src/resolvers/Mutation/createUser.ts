import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { createUser as createUserUseCase } from '../../services/create-user.ts';

export const createUser: MutationResolvers['createUser'] = async (_parent, { input }, context) => {
  const result = await createUserUseCase(context, input);
  return result.ok
    ? { user: result.value, userErrors: [] }
    : { user: null, userErrors: result.errors };
};

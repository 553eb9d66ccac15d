import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { createPipe as createPipeUseCase } from '../../services/create-pipe.ts';

export const createPipe: MutationResolvers['createPipe'] = async (_parent, { input }, context) => {
  const result = await createPipeUseCase(context, input);
  return result.ok
    ? { pipe: result.value, userErrors: [] }
    : { pipe: null, userErrors: [...result.errors] };
};

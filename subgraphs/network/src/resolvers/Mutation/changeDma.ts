import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { changeDma as changeDmaUseCase } from '../../services/change-dma.ts';

export const changeDma: MutationResolvers['changeDma'] = async (_parent, { input }, context) => {
  const result = await changeDmaUseCase(context, input);
  return result.ok
    ? { dma: result.value, userErrors: [] }
    : { dma: null, userErrors: [...result.errors] };
};

import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { createDma as createDmaUseCase } from '../../services/create-dma.ts';

export const createDma: MutationResolvers['createDma'] = async (_parent, { input }, context) => {
  const result = await createDmaUseCase(context, input);
  return result.ok
    ? { dma: result.value, userErrors: [] }
    : { dma: null, userErrors: [...result.errors] };
};

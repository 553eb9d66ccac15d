import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { setDmaBoundary as setDmaBoundaryUseCase } from '../../services/set-dma-boundary.ts';

export const setDmaBoundary: MutationResolvers['setDmaBoundary'] = async (
  _parent,
  { input },
  context,
) => {
  const result = await setDmaBoundaryUseCase(context, input);
  return result.ok
    ? { dma: result.value.dma, warnings: [...result.value.warnings], userErrors: [] }
    : { dma: null, warnings: [], userErrors: [...result.errors] };
};

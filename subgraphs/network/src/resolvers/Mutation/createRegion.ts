import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { createRegion as createRegionUseCase } from '../../services/create-region.ts';

export const createRegion: MutationResolvers['createRegion'] = async (
  _parent,
  { input },
  context,
) => {
  const result = await createRegionUseCase(context, input);
  return result.ok
    ? { region: result.value, userErrors: [] }
    : { region: null, userErrors: [...result.errors] };
};

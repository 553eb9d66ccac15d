import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { retireMeter as retireMeterUseCase } from '../../services/retire-meter.ts';

export const retireMeter: MutationResolvers['retireMeter'] = async (
  _parent,
  { input },
  context,
) => {
  const result = await retireMeterUseCase(context, input);
  return result.ok
    ? { meter: result.value, userErrors: [] }
    : { meter: null, userErrors: [...result.errors] };
};

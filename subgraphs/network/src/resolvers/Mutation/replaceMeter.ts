import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { replaceMeter as replaceMeterUseCase } from '../../services/replace-meter.ts';

export const replaceMeter: MutationResolvers['replaceMeter'] = async (
  _parent,
  { input },
  context,
) => {
  const result = await replaceMeterUseCase(context, input);
  return result.ok
    ? { ...result.value, userErrors: [] }
    : { meter: null, replacedMeter: null, userErrors: [...result.errors] };
};

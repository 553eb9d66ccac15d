import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { createMeter as createMeterUseCase } from '../../services/create-meter.ts';

export const createMeter: MutationResolvers['createMeter'] = async (
  _parent,
  { input },
  context,
) => {
  const result = await createMeterUseCase(context, input);
  return result.ok
    ? { meter: result.value, userErrors: [] }
    : { meter: null, userErrors: [...result.errors] };
};

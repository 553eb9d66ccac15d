import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { reviseReading as reviseReadingUseCase } from '../../services/revise-reading.ts';

export const reviseReading: NonNullable<MutationResolvers['reviseReading']> = async (
  _parent,
  { input },
  context,
) => {
  const result = await reviseReadingUseCase(context, input);
  return result.ok
    ? { reading: result.value, userErrors: [] }
    : { reading: null, userErrors: [...result.errors] };
};

import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { recordMeterExchange as recordMeterExchangeUseCase } from '../../services/describe-register.ts';

export const recordMeterExchange: NonNullable<MutationResolvers['recordMeterExchange']> = async (
  _parent,
  { input },
  context,
) => {
  const result = await recordMeterExchangeUseCase(context, input);
  return result.ok
    ? { exchange: result.value, userErrors: [] }
    : { exchange: null, userErrors: [...result.errors] };
};

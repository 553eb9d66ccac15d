import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { setRegisterDigits as setRegisterDigitsUseCase } from '../../services/describe-register.ts';

export const setRegisterDigits: NonNullable<MutationResolvers['setRegisterDigits']> = async (
  _parent,
  { input },
  context,
) => {
  const result = await setRegisterDigitsUseCase(context, input);
  return result.ok
    ? { capacityM3: result.value, userErrors: [] }
    : { capacityM3: null, userErrors: [...result.errors] };
};

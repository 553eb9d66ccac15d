import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { setPublicHolidays as setPublicHolidaysUseCase } from '../../services/set-public-holidays.ts';

export const setPublicHolidays: NonNullable<MutationResolvers['setPublicHolidays']> = async (
  _parent,
  { input },
  context,
) => {
  const result = await setPublicHolidaysUseCase(context, input);
  return result.ok
    ? { publicHolidays: result.value, userErrors: [] }
    : { publicHolidays: null, userErrors: [...result.errors] };
};

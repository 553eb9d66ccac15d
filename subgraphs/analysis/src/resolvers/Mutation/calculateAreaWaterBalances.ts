import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { calculateAreaWaterBalances as calculateAreaWaterBalancesUseCase } from '../../services/calculate-area-balances.ts';

export const calculateAreaWaterBalances: NonNullable<
  MutationResolvers['calculateAreaWaterBalances']
> = async (_parent, { input }, context) => {
  const result = await calculateAreaWaterBalancesUseCase(context, {
    regionId: input.regionId ?? null,
    branchId: input.branchId ?? null,
    period: input.period,
    customerMeterUnderRegistrationRatio: input.customerMeterUnderRegistrationRatio ?? null,
  });
  return result.ok
    ? { kept: result.value, userErrors: [] }
    : { kept: null, userErrors: [...result.errors] };
};

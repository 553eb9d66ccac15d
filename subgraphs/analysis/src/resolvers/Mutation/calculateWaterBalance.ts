import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { calculateWaterBalance as calculateWaterBalanceUseCase } from '../../services/calculate-water-balance.ts';
import { fromKnownVolumes } from '../from-known-volumes.ts';

export const calculateWaterBalance: NonNullable<
  MutationResolvers['calculateWaterBalance']
> = async (_parent, { input }, context) => {
  const result = await calculateWaterBalanceUseCase(context, {
    dmaCode: input.dmaCode,
    period: input.period,
    customerMeterUnderRegistrationRatio: input.customerMeterUnderRegistrationRatio ?? null,
    knownVolumes: fromKnownVolumes(input.knownVolumes),
    quality: (input.quality ?? []).map((each) => ({
      input: each.input,
      margin95Ratio: each.margin95Ratio ?? null,
      grade: each.grade ?? null,
    })),
  });
  return result.ok
    ? { calculation: result.value, userErrors: [] }
    : { calculation: null, userErrors: [...result.errors] };
};

import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { removeCostSettings as removeCostSettingsUseCase } from '../../services/remove-cost-settings.ts';

export const removeCostSettings: NonNullable<MutationResolvers['removeCostSettings']> = async (
  _parent,
  { input },
  context,
) => {
  const result = await removeCostSettingsUseCase(context, {
    regionId: input.regionId ?? null,
    branchId: input.branchId ?? null,
    dmaCode: input.dmaCode ?? null,
  });
  return result.ok
    ? { removedCostSettings: result.value, userErrors: [] }
    : { removedCostSettings: null, userErrors: [...result.errors] };
};

import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { setCostSettings as setCostSettingsUseCase } from '../../services/set-cost-settings.ts';

export const setCostSettings: NonNullable<MutationResolvers['setCostSettings']> = async (
  _parent,
  { input },
  context,
) => {
  const result = await setCostSettingsUseCase(context, {
    regionId: input.regionId ?? null,
    branchId: input.branchId ?? null,
    dmaCode: input.dmaCode ?? null,
    currency: input.currency ?? 'THB',
    retailPerM3: input.retailPricePerM3,
    productionPerM3: input.productionCostPerM3,
    valueLossesAt: input.valueLossesAt === 'RETAIL_PRICE' ? 'retail' : 'production',
    annualOperatingCost: input.annualOperatingCostAmount ?? null,
    leakControlCostPerKm: input.leakControlCostPerKm ?? null,
  });
  return result.ok
    ? { costSettings: result.value, userErrors: [] }
    : { costSettings: null, userErrors: [...result.errors] };
};

import type { CostSettingsResolvers } from '../__generated__/resolvers-types.ts';
import { toUser } from './to-user.ts';

const levels = { region: 'REGION', branch: 'BRANCH', dma: 'DMA' } as const;
const valuations = { production: 'PRODUCTION_COST', retail: 'RETAIL_PRICE' } as const;

export const CostSettings: CostSettingsResolvers = {
  level: ({ level }) => levels[level],
  retailPricePerM3: ({ retailPerM3 }) => retailPerM3,
  productionCostPerM3: ({ productionPerM3 }) => productionPerM3,
  valueLossesAt: ({ valueLossesAt }) => valuations[valueLossesAt],
  annualOperatingCostAmount: ({ annualOperatingCost }) => annualOperatingCost,
  setBy: ({ setBy }) => toUser(setBy),
};

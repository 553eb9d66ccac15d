import { userErrorByKind } from '@waris/service-kit';
import type { Resolvers } from '../__generated__/resolvers-types.ts';
import { Branch } from './Branch.ts';
import { CostSettings } from './CostSettings.ts';
import { Dma } from './Dma.ts';
import { EnteredVolume } from './EnteredVolume.ts';
import { calculateWaterBalance } from './Mutation/calculateWaterBalance.ts';
import { enterVolumes } from './Mutation/enterVolumes.ts';
import { setCostSettings } from './Mutation/setCostSettings.ts';
import { lossRanking } from './Query/lossRanking.ts';
import { pressureReduction } from './Query/pressureReduction.ts';
import { pressureStepTest } from './Query/pressureStepTest.ts';
import { waterAudit } from './Query/waterAudit.ts';
import { Region } from './Region.ts';
import { WaterBalance } from './WaterBalance.ts';
import { WaterBalanceCalculation } from './WaterBalanceCalculation.ts';

export const resolvers: Resolvers = {
  Query: { lossRanking, pressureReduction, pressureStepTest, waterAudit },
  Mutation: { calculateWaterBalance, enterVolumes, setCostSettings },
  CalculateWaterBalanceError: userErrorByKind,
  EnterVolumesError: userErrorByKind,
  SetCostSettingsError: userErrorByKind,
  CostSettings,
  EnteredVolume,
  Dma,
  Branch,
  Region,
  WaterBalance,
  WaterBalanceCalculation,
};

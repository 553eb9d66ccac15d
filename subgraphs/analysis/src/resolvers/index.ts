import { userErrorByKind } from '@waris/service-kit';
import type { Resolvers } from '../__generated__/resolvers-types.ts';
import { Branch } from './Branch.ts';
import { Dma } from './Dma.ts';
import { calculateWaterBalance } from './Mutation/calculateWaterBalance.ts';
import { lossRanking } from './Query/lossRanking.ts';
import { waterAudit } from './Query/waterAudit.ts';
import { Region } from './Region.ts';
import { WaterBalance } from './WaterBalance.ts';
import { WaterBalanceCalculation } from './WaterBalanceCalculation.ts';

export const resolvers: Resolvers = {
  Query: { lossRanking, waterAudit },
  Mutation: { calculateWaterBalance },
  CalculateWaterBalanceError: userErrorByKind,
  Dma,
  Branch,
  Region,
  WaterBalance,
  WaterBalanceCalculation,
};

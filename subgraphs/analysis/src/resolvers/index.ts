import { userErrorByKind } from '@waris/service-kit';
import type { Resolvers } from '../__generated__/resolvers-types.ts';
import { Branch } from './Branch.ts';
import { CostSettings } from './CostSettings.ts';
import { detectionTypes } from './detection.ts';
import { Dma } from './Dma.ts';
import { EnteredVolume } from './EnteredVolume.ts';
import { KeptAreaBalance } from './KeptAreaBalance.ts';
import { calculateAreaWaterBalances } from './Mutation/calculateAreaWaterBalances.ts';
import { calculateWaterBalance } from './Mutation/calculateWaterBalance.ts';
import { enterVolumes } from './Mutation/enterVolumes.ts';
import { recordWeather } from './Mutation/recordWeather.ts';
import { removeCostSettings } from './Mutation/removeCostSettings.ts';
import { setCostSettings } from './Mutation/setCostSettings.ts';
import { setPublicHolidays } from './Mutation/setPublicHolidays.ts';
import { PublicHolidays } from './PublicHolidays.ts';
import { lossRanking } from './Query/lossRanking.ts';
import { pressureReduction } from './Query/pressureReduction.ts';
import { pressureStepTest } from './Query/pressureStepTest.ts';
import { waterAudit } from './Query/waterAudit.ts';
import { Region } from './Region.ts';
import { WaterBalance } from './WaterBalance.ts';
import { WeatherSeries } from './WeatherSeries.ts';
import { WaterBalanceCalculation } from './WaterBalanceCalculation.ts';
import { setPredictionModelRole } from './Mutation/setPredictionModelRole.ts';
import { withdrawEnteredVolumes } from './Mutation/withdrawEnteredVolumes.ts';
import { validatePrediction } from './Mutation/validatePrediction.ts';
import { lossEvents } from './Query/lossEvents.ts';
import { predictionModels } from './Query/predictionModels.ts';
import { predictions } from './Query/predictions.ts';

export const resolvers: Resolvers = {
  Query: {
    lossRanking,
    pressureReduction,
    pressureStepTest,
    waterAudit,
    lossEvents,
    predictionModels,
    predictions,
  },
  Mutation: {
    calculateAreaWaterBalances,
    calculateWaterBalance,
    enterVolumes,
    withdrawEnteredVolumes,
    recordWeather,
    removeCostSettings,
    setCostSettings,
    setPublicHolidays,
    setPredictionModelRole,
    validatePrediction,
  },
  CalculateAreaWaterBalancesError: userErrorByKind,
  CalculateWaterBalanceError: userErrorByKind,
  EnterVolumesError: userErrorByKind,
  WithdrawEnteredVolumesError: userErrorByKind,
  SetCostSettingsError: userErrorByKind,
  RemoveCostSettingsError: userErrorByKind,
  RecordWeatherError: userErrorByKind,
  SetPublicHolidaysError: userErrorByKind,
  CostSettings,
  EnteredVolume,
  PublicHolidays,
  WeatherSeries,
  ...detectionTypes,
  Dma,
  Branch,
  Region,
  KeptAreaBalance,
  WaterBalance,
  WaterBalanceCalculation,
};

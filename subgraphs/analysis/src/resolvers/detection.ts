import { userErrorByKind } from '@waris/service-kit';
import type { Resolvers } from '../__generated__/resolvers-types.ts';
import { BurstEvent } from './BurstEvent.ts';
import { BurstLocation } from './BurstLocation.ts';
import { BurstLocationProblem } from './BurstLocationProblem.ts';
import { BurstRise } from './BurstRise.ts';
import { DemandForecast } from './DemandForecast.ts';
import { DemandForecastInputs } from './DemandForecastInputs.ts';
import { EventEvidence } from './EventEvidence.ts';
import { LeakArea } from './LeakArea.ts';
import { LeftOutSensor } from './LeftOutSensor.ts';
import { LossEvent } from './LossEvent.ts';
import { PipeFailureRisk } from './PipeFailureRisk.ts';
import { Prediction } from './Prediction.ts';
import { PredictionModel } from './PredictionModel.ts';
import { PredictionValidation } from './PredictionValidation.ts';

/** The types of events, predictions and models. */
export const detectionTypes: Resolvers = {
  ValidatePredictionError: userErrorByKind,
  SetPredictionModelRoleError: userErrorByKind,
  BurstEvent,
  BurstLocation,
  BurstLocationProblem,
  BurstRise,
  DemandForecast,
  DemandForecastInputs,
  EventEvidence,
  LeakArea,
  LeftOutSensor,
  LossEvent,
  PipeFailureRisk,
  Prediction,
  PredictionModel,
  PredictionValidation,
};

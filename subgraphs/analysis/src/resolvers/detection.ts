import { userErrorByKind } from '@waris/service-kit';
import type { Resolvers } from '../__generated__/resolvers-types.ts';
import { BurstEvent } from './BurstEvent.ts';
import { DemandForecast } from './DemandForecast.ts';
import { EventEvidence } from './EventEvidence.ts';
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
  DemandForecast,
  EventEvidence,
  LossEvent,
  PipeFailureRisk,
  Prediction,
  PredictionModel,
  PredictionValidation,
};

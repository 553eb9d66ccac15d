import type { PredictionModelResolvers } from '../__generated__/resolvers-types.ts';
import { progressOfModel, scoresOfModel } from '../services/detection/prediction-models.ts';
import { predictionKindNames, roleNames } from './detection-names.ts';

export const PredictionModel: PredictionModelResolvers = {
  version: ({ model }) => model.version,
  kind: ({ model }) => predictionKindNames[model.kind],
  role: ({ role }) => roleNames[role],
  method: ({ model }) => model.method,
  source: ({ model }) => model.source,
  scores: async ({ model }, _args, context) => scoresOfModel(context, model),
  progress: async ({ model }, _args, context) => progressOfModel(context, model),
};

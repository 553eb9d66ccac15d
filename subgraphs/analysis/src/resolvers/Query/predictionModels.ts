import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { listPredictionModels } from '../../services/detection/prediction-models.ts';
import { predictionKindNames, wordOf } from '../detection-names.ts';

export const predictionModels: NonNullable<QueryResolvers['predictionModels']> = async (
  _parent,
  { kind },
  context,
) => {
  const wanted = kind === null || kind === undefined ? null : wordOf(predictionKindNames, kind);
  return [...(await listPredictionModels(context, wanted))];
};

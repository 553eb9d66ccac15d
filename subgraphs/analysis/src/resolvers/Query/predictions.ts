import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { listPredictions } from '../../services/detection/list-predictions.ts';
import { predictionKindNames, wordOf } from '../detection-names.ts';

export const predictions: NonNullable<QueryResolvers['predictions']> = async (
  _parent,
  { filter, ...page },
  context,
) => {
  const kind = filter?.kind ?? null;
  const wanted = {
    kind: kind === null ? null : wordOf(predictionKindNames, kind),
    dmaId: filter?.dmaId ?? null,
    modelVersion: filter?.modelVersion ?? null,
    validated: filter?.validated ?? null,
    period: filter?.period ?? null,
  };
  return listPredictions(context, wanted, page);
};

import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { validatePrediction as validatePredictionUseCase } from '../../services/detection/validate-prediction.ts';
import { outcomeNames, wordOf } from '../detection-names.ts';

export const validatePrediction: NonNullable<MutationResolvers['validatePrediction']> = async (
  _parent,
  { input },
  context,
) => {
  const result = await validatePredictionUseCase(context, {
    id: input.id,
    outcome: wordOf(outcomeNames, input.outcome),
    note: input.note ?? null,
    actualStartAt: input.actualStartAt ?? null,
    actualSizeM3PerHour: input.actualSizeM3PerHour ?? null,
  });
  return result.ok
    ? { prediction: result.value, userErrors: [] }
    : { prediction: null, userErrors: [...result.errors] };
};

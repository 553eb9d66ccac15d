import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { judgeReadings as judgeReadingsUseCase } from '../../services/judge-readings.ts';

export const judgeReadings: NonNullable<MutationResolvers['judgeReadings']> = async (
  _parent,
  { input },
  context,
) => {
  const result = await judgeReadingsUseCase(context, input);
  return result.ok
    ? { changedCount: result.value, userErrors: [] }
    : { changedCount: 0, userErrors: [...result.errors] };
};

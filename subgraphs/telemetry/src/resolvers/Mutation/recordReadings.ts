import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { recordReadings as recordReadingsUseCase } from '../../services/record-readings.ts';

export const recordReadings: NonNullable<MutationResolvers['recordReadings']> = async (
  _parent,
  { input },
  context,
) => {
  const result = await recordReadingsUseCase(context, {
    readings: input.readings,
    onError: input.onError ?? 'REJECT',
  });
  if (!result.ok) return { ...nothing, userErrors: [...result.errors] };
  const { refusal, rejectedReadings, ...counts } = result.value;
  return {
    ...counts,
    rejectedReadings: [...rejectedReadings],
    userErrors: refusal === null ? [] : [refusal],
  };
};

const nothing = { acceptedCount: 0, duplicateCount: 0, rejectedCount: 0, rejectedReadings: [] };

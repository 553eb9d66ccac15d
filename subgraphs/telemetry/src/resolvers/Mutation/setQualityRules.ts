import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { setQualityRules as setQualityRulesUseCase } from '../../services/quality-rules.ts';
import { kindOf } from '../QualityRules.ts';

export const setQualityRules: NonNullable<MutationResolvers['setQualityRules']> = async (
  _parent,
  { input },
  context,
) => {
  const { meterKind, quantity, thresholds } = input;
  const result = await setQualityRulesUseCase(context, {
    kind: kindOf[meterKind],
    quantity,
    thresholds: thresholds ?? null,
  });
  return result.ok
    ? { qualityRules: result.value, userErrors: [] }
    : { qualityRules: null, userErrors: [...result.errors] };
};

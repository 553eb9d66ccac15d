import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { judgePressureReduction } from '../../services/judge-pressure.ts';

export const pressureReduction: NonNullable<QueryResolvers['pressureReduction']> = async (
  _parent,
  { input },
  context,
) => {
  const reduction = judgePressureReduction(context, input);
  return { ...reduction, warnings: [...reduction.warnings] };
};

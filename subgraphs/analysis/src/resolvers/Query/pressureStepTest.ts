import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { judgeStepTest } from '../../services/judge-pressure.ts';

export const pressureStepTest: NonNullable<QueryResolvers['pressureStepTest']> = async (
  _parent,
  { input },
  context,
) => {
  const { test, warnings } = judgeStepTest(context, input);
  return {
    leakageExponentIndex: test?.n1 ?? null,
    leakageExponentMargin95Index: test?.n1Margin95 ?? null,
    fixedLeakageRatio: test?.fixedLeakageRatio ?? null,
    warnings: [...warnings],
  };
};

import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { listQualityRules } from '../../services/quality-rules.ts';

export const qualityRules: NonNullable<QueryResolvers['qualityRules']> = async (
  _parent,
  _arguments,
  context,
) => [...(await listQualityRules(context))];

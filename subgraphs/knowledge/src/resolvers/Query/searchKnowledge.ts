import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { searchKnowledge as searchKnowledgeUseCase } from '../../services/search-knowledge.ts';

export const searchKnowledge: NonNullable<QueryResolvers['searchKnowledge']> = async (
  _parent,
  { query, first, filter },
  context,
) =>
  searchKnowledgeUseCase(context, {
    query,
    first,
    categories: filter?.categories ?? [],
    languages: filter?.languages ?? [],
  });

import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { listDocuments } from '../../services/list-documents.ts';

export const documents: NonNullable<QueryResolvers['documents']> = async (
  _parent,
  { first, after, categories },
  context,
) => listDocuments(context, { first, after, categories: categories ?? [] });

import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';
import { cursorOf, listDocuments } from '../../services/list-documents.ts';

export const documents: NonNullable<QueryResolvers['documents']> = async (
  _parent,
  { first, after, categories },
  context,
) => {
  const page = await listDocuments(context, {
    first,
    after: after ?? null,
    categories: categories ?? [],
  });
  const edges = page.documents.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    nodes: [...page.documents],
    edges,
    pageInfo: { hasNextPage: page.hasNextPage, endCursor: edges.at(-1)?.cursor ?? null },
  };
};

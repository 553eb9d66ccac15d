import type { QueryResolvers } from '../../__generated__/resolvers-types.ts';

export const document: NonNullable<QueryResolvers['document']> = async (
  _parent,
  { id },
  context,
) => {
  context.viewer.require('knowledge:read');
  return context.documentById.load(id);
};

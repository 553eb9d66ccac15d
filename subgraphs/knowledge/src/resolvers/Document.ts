import type { DocumentResolvers } from '../__generated__/resolvers-types.ts';

export const Document: DocumentResolvers = {
  __resolveReference: async ({ id }, context) => {
    context.viewer.require('knowledge:read');
    return context.documentById.load(id);
  },
  sharedWithEveryone: ({ audience }) => audience.everyone,
  uploadedAt: ({ uploaded }) => uploaded.at,
  uploadedBy: ({ uploaded }) => (uploaded.actorKind === 'user' ? { id: uploaded.actorId } : null),
};

import type { KnowledgeMatchResolvers } from '../__generated__/resolvers-types.ts';
import { citePassage } from '../domain/cite-passage.ts';

export const KnowledgeMatch: KnowledgeMatchResolvers = {
  citation: ({ document, passage }) => citePassage(document, passage),
};

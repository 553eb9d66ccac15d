import { userErrorByKind } from '@waris/service-kit';
import type { Resolvers } from '../__generated__/resolvers-types.ts';
import { Document } from './Document.ts';
import { KnowledgeMatch } from './KnowledgeMatch.ts';
import { deleteDocument } from './Mutation/deleteDocument.ts';
import { uploadDocument } from './Mutation/uploadDocument.ts';
import { document } from './Query/document.ts';
import { documents } from './Query/documents.ts';
import { searchKnowledge } from './Query/searchKnowledge.ts';

export const resolvers: Resolvers = {
  Query: { document, documents, searchKnowledge },
  Mutation: { deleteDocument, uploadDocument },
  Document,
  KnowledgeMatch,
  KnowledgeSearch: { nodes: ({ matches }) => [...matches] },
  DeleteDocumentError: userErrorByKind,
  UploadDocumentError: userErrorByKind,
};

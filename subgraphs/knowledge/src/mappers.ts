import type { KnowledgeDocument } from './domain/document.ts';
import type { KnowledgeMatch, KnowledgeSearch } from './services/search-knowledge.ts';
import type { DeleteDocumentError } from './services/delete-document.ts';
import type { UploadProblem } from './domain/check-upload.ts';

/** What resolvers return for the types of the schema. */
export type DocumentMapper = KnowledgeDocument;
export type KnowledgeMatchMapper = KnowledgeMatch;
export type KnowledgeSearchMapper = KnowledgeSearch;
export type InvalidInputErrorMapper = UploadProblem;
export type NotFoundErrorMapper = DeleteDocumentError;

import type { InvalidInput, NotFound } from '@waris/service-kit';
import type { KnowledgeDocument } from './domain/document.ts';
import type { KnowledgeMatch, KnowledgeSearch } from './services/search-knowledge.ts';

/** What resolvers return for the types of the schema. */
export type DocumentMapper = KnowledgeDocument;
export type KnowledgeMatchMapper = KnowledgeMatch;
export type KnowledgeSearchMapper = KnowledgeSearch;
export type InvalidInputErrorMapper = InvalidInput;
export type NotFoundErrorMapper = NotFound;

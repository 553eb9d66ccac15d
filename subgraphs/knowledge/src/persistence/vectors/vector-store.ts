import type { AreaScope, StoreState } from '@waris/service-kit';
import type { Audience, DocumentCategory, DocumentLanguage } from '../../domain/document.ts';
import type { Ranked } from '../../domain/fuse-rankings.ts';

export const vectorCollections = ['document_embeddings', 'query_cache', 'knowledge_base'] as const;

export type VectorCollection = (typeof vectorCollections)[number];

export type VectorRecord = {
  readonly documentId: string;
  readonly ordinal: number;
  readonly model: string;
  readonly category: DocumentCategory;
  readonly language: DocumentLanguage;
  readonly audience: Audience;
  readonly vector: Float32Array;
};

/** What a search may see; an empty list of categories or languages is no restriction. */
export type SearchFilter = {
  readonly scope: AreaScope;
  readonly categories: readonly DocumentCategory[];
  readonly languages: readonly DocumentLanguage[];
};

export type VectorQuery = {
  readonly vector: Float32Array;
  /** Only vectors of this model are compared. */
  readonly model: string;
  readonly limit: number;
  readonly filter: SearchFilter;
};

/** Collections of vectors with their filters: Milvus, or pgvector tables. */
export type VectorStore = {
  /** A record with the same document and ordinal is replaced. */
  upsert(collection: VectorCollection, records: readonly VectorRecord[]): Promise<void>;
  /** Nothing happens when there is none: a deletion can be repeated. */
  deleteDocument(collection: VectorCollection, documentId: string): Promise<void>;
  /** Best first, the score being the cosine; the filter applies before the ranking. */
  search(collection: VectorCollection, query: VectorQuery): Promise<readonly Ranked[]>;
  /** The name of a model other than `model` that has vectors in the collection, or null. */
  findOtherModel(collection: VectorCollection, model: string): Promise<string | null>;
  count(collection: VectorCollection): Promise<number>;
  state(): Promise<StoreState>;
  stop(): Promise<void>;
};

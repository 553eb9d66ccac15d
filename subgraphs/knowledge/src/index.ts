export { parseKnowledgeConfig, type KnowledgeConfig } from './config.ts';
export type { Context as KnowledgeContext } from './context.ts';
export type { DocumentCategory, KnowledgeDocument } from './domain/document.ts';
export { embeddingDimension, type Embedder } from './domain/embedder.ts';
export { hashedEmbedder } from './domain/hashed-embedder.ts';
export { openKnowledge, type KnowledgeSubgraph } from './main.ts';
export { openVectorStore } from './persistence/vectors/open-vector-store.ts';
export {
  vectorCollections,
  type SearchFilter,
  type VectorCollection,
  type VectorRecord,
  type VectorStore,
} from './persistence/vectors/vector-store.ts';
export type { RetrievalDataset, RetrievalScore } from './services/evaluate-retrieval.ts';
export {
  searchKnowledge,
  type KnowledgeMatch,
  type KnowledgeQuery,
  type KnowledgeSearch,
} from './services/search-knowledge.ts';
export { ingestDocument, type DocumentUpload } from './services/upload-document.ts';

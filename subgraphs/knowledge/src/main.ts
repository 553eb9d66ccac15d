import { fileURLToPath } from 'node:url';
import { databaseRole, openPool, poolState } from '@waris/database';
import { buildSchema } from '@waris/schema-kit';
import type { KeyValueStore, Logger, Subgraph } from '@waris/service-kit';
import type { KnowledgeConfig } from './config.ts';
import { createContext, type Context } from './context.ts';
import type { Embedder } from './domain/embedder.ts';
import { hashedEmbedder } from './domain/hashed-embedder.ts';
import { mongoState, openMongoConnection } from './persistence/mongodb/connection.ts';
import { openDocumentRepository } from './persistence/mongodb/document-repository.ts';
import { openModels } from './persistence/mongodb/models.ts';
import { openPassageRepository } from './persistence/mongodb/passage-repository.ts';
import { openAreaDirectory } from './persistence/postgres/area-directory.ts';
import { openLexicalIndex } from './persistence/postgres/lexical-index.ts';
import { openVectorStore } from './persistence/vectors/open-vector-store.ts';
import { openSemanticIndex, requireOneModel } from './persistence/vectors/semantic-index.ts';
import { resolvers } from './resolvers/index.ts';
import { createDocumentWork } from './services/document-work.ts';
import {
  evaluateRetrieval,
  type RetrievalDataset,
  type RetrievalScore,
} from './services/evaluate-retrieval.ts';

const schemaFolder = fileURLToPath(new URL('../schema', import.meta.url));

export type Shared = {
  readonly keyValueStore: KeyValueStore;
  readonly log: Logger;
  /** Another way to embed; the offline one when left out. */
  readonly embedder?: Embedder;
};

export type KnowledgeSubgraph = Subgraph<Context> & {
  /** Resolves when everything that an earlier process left unfinished is done. */
  readonly resumed: Promise<void>;
  /** Scores a question set on the very indexes that searches use; leaves nothing behind. */
  evaluateRetrieval(dataset: RetrievalDataset): Promise<RetrievalScore>;
};

export async function openKnowledge(
  config: KnowledgeConfig,
  { keyValueStore, log, embedder = hashedEmbedder }: Shared,
): Promise<KnowledgeSubgraph> {
  const schema = buildSchema(schemaFolder, resolvers);
  const { mongo, models, pool, vectors, close } = await openStores(config, embedder, log);
  const stores = {
    pool,
    keyValueStore,
    documents: openDocumentRepository(models),
    passages: openPassageRepository(models),
    areas: openAreaDirectory(pool),
    lexicalIndex: openLexicalIndex(pool),
    semanticIndex: openSemanticIndex(vectors, embedder, log),
    log,
  };
  const work = createDocumentWork(stores);
  const resumed = work.resume();

  return {
    name: 'knowledge',
    schema,
    createContext: (request) => createContext(request, stores, work),
    stores: () => Promise.all([mongoState(mongo), poolState(pool, 'postgresql'), vectors.state()]),
    resumed,
    evaluateRetrieval: (dataset) => evaluateRetrieval(stores, dataset),
    stop: async () => {
      await work.stop();
      await close();
    },
  };
}

/** All stores, or none: a start that is refused leaves no connection behind. */
async function openStores(config: KnowledgeConfig, embedder: Embedder, log: Logger) {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closeOne of opened.toReversed()) await closeOne();
  };
  try {
    const mongo = await openMongoConnection(config.mongoUrl);
    opened.push(() => mongo.close());
    const pool = openPool({
      url: config.postgresUrl,
      role: await databaseRole(config.postgresUrl, 'waris_knowledge'),
      applicationName: 'waris-knowledge',
    });
    opened.push(() => pool.end());
    const vectors = await openVectorStore(config, pool);
    opened.push(() => vectors.stop());
    await requireOneModel(vectors, embedder.model, log);
    return { mongo, models: await openModels(mongo), pool, vectors, close };
  } catch (error) {
    await close();
    throw error;
  }
}

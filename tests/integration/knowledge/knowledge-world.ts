import {
  hashedEmbedder,
  openKnowledge,
  parseKnowledgeConfig,
  type KnowledgeConfig,
  type KnowledgeSubgraph,
} from '@waris/knowledge';
import { createSubgraphExecutor, silentLogger, type ViewerClaims } from '@waris/service-kit';
import { openTestKeyValueStore, testRequest, testStores } from '@waris/testkit';
import type { ExecutionResult } from 'graphql';

export type KnowledgeWorld = {
  readonly subgraph: KnowledgeSubgraph;
  /** Runs an operation as someone with these claims, by default as one who may do everything. */
  run(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    claims?: Partial<ViewerClaims>,
  ): Promise<ExecutionResult>;
  upload(input: Readonly<Record<string, unknown>>, claims?: Partial<ViewerClaims>): Promise<Upload>;
  /** Titles of what a search finds, best first. */
  search(query: string, claims?: Partial<ViewerClaims>): Promise<Search>;
  stop(): Promise<void>;
};

export type Upload = {
  document: { id: string; state: string; passageCount: number | null; language: string } | null;
  alreadyUploaded: boolean;
  userErrors: { __typename: string; message: string; path: string[] }[];
};

export type Search = {
  degraded: boolean;
  nodes: {
    scoreRatio: number;
    citation: string;
    passage: { text: string; startOffset: number; endOffset: number; heading: string | null };
    document: { id: string; title: string };
  }[];
};

const uploadMutation = `mutation ($input: UploadDocumentInput!) {
  uploadDocument(input: $input) {
    document { id state passageCount language } alreadyUploaded
    userErrors { __typename ... on UserError { message path } }
  }
}`;

const searchQuery = `query ($query: String!) {
  searchKnowledge(query: $query) {
    degraded
    nodes {
      scoreRatio citation
      passage { text startOffset endOffset heading }
      document { id title }
    }
  }
}`;

/** The stores of this run; a Milvus outlives it, so its collections bear the run's name. */
export function testConfig(
  overrides: Readonly<Record<string, string | undefined>> = {},
): KnowledgeConfig {
  const stores = testStores();
  return parseKnowledgeConfig({
    DATABASE_URL: stores.postgresUrl,
    MONGODB_URL: stores.mongoUrl,
    MILVUS_ADDRESS: stores.milvusAddress,
    MILVUS_PREFIX: stores.milvusPrefix,
    ...overrides,
  });
}

/** The knowledge subgraph on the stores of this run. */
export async function openWorld(
  overrides: Readonly<Record<string, string | undefined>> = {},
): Promise<KnowledgeWorld> {
  const keyValueStore = await openTestKeyValueStore();
  const config = testConfig(overrides);
  const subgraph = await openKnowledge(config, {
    keyValueStore,
    log: silentLogger,
    embedder: hashedEmbedder,
  });
  const executor = createSubgraphExecutor(subgraph);
  const run: KnowledgeWorld['run'] = (query, variables = {}, claims = {}) =>
    executor.execute({ query, variables }, testRequest(claims));
  return {
    subgraph,
    run,
    upload: async (input, claims) => {
      const whole = {
        title: 'A text',
        category: 'MANUAL',
        mediaType: 'text/markdown',
        ...input,
      };
      const result = await run(uploadMutation, { input: whole }, claims);
      return fieldOf(result, 'uploadDocument') as Upload;
    },
    search: async (query, claims) =>
      fieldOf(await run(searchQuery, { query }, claims), 'searchKnowledge') as Search,
    stop: async () => {
      await subgraph.stop();
      await keyValueStore.stop();
    },
  };
}

/** The named root field of an answer without errors. */
export function fieldOf(result: ExecutionResult, name: string): unknown {
  if (result.errors !== undefined) throw new Error(result.errors.map(String).join('\n'));
  return result.data?.[name];
}

/** The codes of an answer's errors. */
export function codesOf(result: ExecutionResult): readonly unknown[] {
  return (result.errors ?? []).map((error) => error.extensions['code']);
}

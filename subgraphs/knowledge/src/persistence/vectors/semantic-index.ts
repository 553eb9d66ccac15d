import { serviceUnavailable, StartError, type Logger } from '@waris/service-kit';
import {
  circuitBreaker,
  ConsecutiveBreaker,
  handleAll,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import type { Audience, DocumentCategory, DocumentLanguage } from '../../domain/document.ts';
import type { Embedder } from '../../domain/embedder.ts';
import type { Ranked } from '../../domain/fuse-rankings.ts';
import type { SearchFilter, VectorStore } from './vector-store.ts';

export type SemanticDocument = {
  readonly documentId: string;
  readonly category: DocumentCategory;
  readonly language: DocumentLanguage;
  readonly audience: Audience;
  /** Of each passage, by ordinal: the text to embed. */
  readonly passages: readonly string[];
};

/** Passages by likeness: the embedder and the collection `document_embeddings`. */
export type SemanticIndex = {
  /** Adding a document again replaces what it had. */
  add(document: SemanticDocument): Promise<void>;
  remove(documentId: string): Promise<void>;
  /** Best first; null when the embedder or the vector store does not answer in time. */
  search(text: string, limit: number, filter: SearchFilter): Promise<readonly Ranked[] | null>;
};

const collection = 'document_embeddings';
const passagesPerBatch = 64;

/** Leaves the lexical answer time to be told within two seconds. */
const answerWithinMs = 1_500;

export function openSemanticIndex(
  store: VectorStore,
  embedder: Embedder,
  log: Logger,
): SemanticIndex {
  const bounded = wrap(
    circuitBreaker(handleAll, { halfOpenAfter: 5_000, breaker: new ConsecutiveBreaker(3) }),
    timeout(answerWithinMs, TimeoutStrategy.Aggressive),
  );
  return {
    add: async ({ passages, ...document }) => {
      await orUnavailable(async () => {
        await store.deleteDocument(collection, document.documentId);
        for (let start = 0; start < passages.length; start += passagesPerBatch) {
          const vectors = await embedder.embed(passages.slice(start, start + passagesPerBatch));
          const records = vectors.flatMap((vector, index) =>
            isZero(vector)
              ? []
              : [{ ...document, ordinal: start + index, model: embedder.model, vector }],
          );
          await store.upsert(collection, records);
        }
      });
    },
    remove: (documentId) => orUnavailable(() => store.deleteDocument(collection, documentId)),
    search: async (text, limit, filter) => {
      try {
        return await bounded.execute(async () => {
          const [vector] = await embedder.embed([text]);
          if (vector === undefined || isZero(vector)) return [];
          return store.search(collection, { vector, model: embedder.model, limit, filter });
        });
      } catch (error) {
        log.warn({ err: error }, 'the semantic index does not answer');
        return null;
      }
    },
  };
}

/** A text without words is like nothing: a cosine with zero is not a number. */
const isZero = (vector: Float32Array) => vector.every((value) => value === 0);

/**
 * Vectors of two models must never share a collection: they cannot be compared. A store that
 * is away cannot be asked, nor searched; every search also names its model.
 */
export async function requireOneModel(
  store: VectorStore,
  model: string,
  log: Logger,
): Promise<void> {
  const state = await store.state();
  if (!state.ready) {
    log.warn({ problem: state.problem }, 'starting without the vector store');
    return;
  }
  const other = await store.findOtherModel(collection, model);
  if (other === null) return;
  throw new StartError(
    `${collection} holds vectors of the model ${other}, but this service embeds with ${model}. ` +
      'Set the embedding back, or empty the collection and upload the documents again.',
  );
}

async function orUnavailable(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw serviceUnavailable('The vector store', error);
  }
}

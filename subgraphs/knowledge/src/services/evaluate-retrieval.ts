import { inTransaction } from '@waris/database';
import { newId } from '@waris/service-kit';
import type { PassageKey } from '../domain/document.ts';
import { fuseRankings } from '../domain/fuse-rankings.ts';
import { normaliseText } from '../domain/normalise-text.ts';
import { ndcgAt10, type Judgements } from '../domain/retrieval-score.ts';
import { countTerms, termsOf } from '../domain/terms.ts';
import type { Stores } from './service-context.ts';

export type RetrievalDataset = {
  readonly passages: readonly { readonly id: string; readonly text: string }[];
  readonly queries: readonly {
    readonly text: string;
    readonly judgements: Judgements;
  }[];
};

/** Means over the queries that have judgements; times in milliseconds per query. */
export type RetrievalScore = {
  readonly queries: number;
  readonly lexicalNdcgAt10: number;
  readonly semanticNdcgAt10: number;
  readonly ndcgAt10: number;
  readonly medianMilliseconds: number;
};

const candidates = 100;

/**
 * Runs a question set through the very indexes that searches use, in an area of its own that
 * no document has, and leaves nothing behind.
 */
export async function evaluateRetrieval(
  stores: Pick<Stores, 'lexicalIndex' | 'pool' | 'semanticIndex'>,
  dataset: RetrievalDataset,
): Promise<RetrievalScore> {
  const documentId = newId();
  const audience = { everyone: false, regionIds: [], branchIds: [], dmaIds: [documentId] };
  const entry = { documentId, category: 'MANUAL', language: 'EN', audience } as const;
  const texts = dataset.passages.map((passage) => normaliseText(passage.text));
  const { lexicalIndex, pool, semanticIndex } = stores;
  try {
    const counts = texts.map((text) => countTerms(termsOf(text)));
    await inTransaction(pool, (client) => lexicalIndex.add(client, { ...entry, passages: counts }));
    await semanticIndex.add({ ...entry, passages: texts });
    return await askAll(stores, dataset, documentId);
  } finally {
    await inTransaction(pool, (client) => lexicalIndex.remove(client, documentId));
    await semanticIndex.remove(documentId);
  }
}

async function askAll(
  { lexicalIndex, semanticIndex }: Pick<Stores, 'lexicalIndex' | 'semanticIndex'>,
  { passages, queries }: RetrievalDataset,
  areaId: string,
): Promise<RetrievalScore> {
  const scope = { regionIds: [], branchIds: [], dmaIds: [areaId] };
  const filter = { scope, categories: [], languages: [] };
  const idsOf = (ranking: readonly PassageKey[] | null) =>
    (ranking ?? []).map(({ ordinal }) => passages[ordinal]?.id ?? '');
  const scores: { lexical: number; semantic: number; both: number; milliseconds: number }[] = [];
  for (const query of queries) {
    const started = performance.now();
    const text = normaliseText(query.text);
    // One query after the other, as each is timed.
    const [lexical, semantic] = await Promise.all([
      lexicalIndex.search(termsOf(text), candidates, filter),
      semanticIndex.search(text, candidates, filter),
    ]);
    const both = fuseRankings(lexical, semantic);
    const milliseconds = performance.now() - started;
    const score = (ranking: readonly PassageKey[] | null) =>
      ndcgAt10(idsOf(ranking), query.judgements);
    const fused = score(both);
    if (fused === null) continue;
    const legs = { lexical: score(lexical) ?? 0, semantic: score(semantic) ?? 0 };
    scores.push({ ...legs, both: fused, milliseconds });
  }
  const mean = (of: 'both' | 'lexical' | 'semantic') =>
    scores.reduce((total, score) => total + score[of], 0) / Math.max(1, scores.length);
  const times = scores.map((score) => score.milliseconds).toSorted((a, b) => a - b);
  return {
    queries: scores.length,
    lexicalNdcgAt10: mean('lexical'),
    semanticNdcgAt10: mean('semantic'),
    ndcgAt10: mean('both'),
    medianMilliseconds: times[Math.floor(times.length / 2)] ?? 0,
  };
}

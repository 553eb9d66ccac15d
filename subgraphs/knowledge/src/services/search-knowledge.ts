import { badUserInput, requireFirst, serviceUnavailable, type AreaScope } from '@waris/service-kit';
import type {
  DocumentCategory,
  DocumentLanguage,
  KnowledgeDocument,
  Passage,
} from '../domain/document.ts';
import { fuseRankings, type Fused } from '../domain/fuse-rankings.ts';
import { normaliseText } from '../domain/normalise-text.ts';
import { termsOf } from '../domain/terms.ts';
import type { ServiceContext } from './service-context.ts';

export type KnowledgeQuery = {
  readonly query: string;
  readonly first: number;
  readonly categories: readonly DocumentCategory[];
  readonly languages: readonly DocumentLanguage[];
};

export type KnowledgeMatch = {
  readonly passage: Passage;
  readonly document: KnowledgeDocument;
  readonly scoreRatio: number;
};

export type KnowledgeSearch = {
  readonly matches: readonly KnowledgeMatch[];
  /** One of the two indexes did not answer; the matches are the other's. */
  readonly degraded: boolean;
};

const longestQuery = 1_000;
const mostMatches = 50;

/** More than are asked for: fusing needs depth, and a match may be deleted meanwhile. */
const candidates = 100;

/** Passages that answer the query best, among the documents the caller may see. */
export async function searchKnowledge(
  context: ServiceContext,
  { query, first, categories, languages }: KnowledgeQuery,
): Promise<KnowledgeSearch> {
  context.viewer.require('knowledge:read');
  const text = normaliseText(query).trim();
  if (text === '') throw badUserInput('The query is empty.');
  if (query.length > longestQuery) {
    throw badUserInput(`The query is longer than ${longestQuery} characters.`);
  }
  requireFirst(first, mostMatches);

  const { scope } = context.viewer;
  const filter = { scope, categories, languages };
  const [lexical, semantic] = await Promise.all([
    context.lexicalIndex.search(termsOf(text), candidates, filter),
    context.semanticIndex.search(text, candidates, filter),
  ]);
  if (lexical === null && semantic === null) throw serviceUnavailable('The search index');
  const matches = await loadMatches(context, fuseRankings(lexical, semantic), scope);
  return { matches: matches.slice(0, first), degraded: lexical === null || semantic === null };
}

async function loadMatches(
  context: ServiceContext,
  ranking: readonly Fused[],
  scope: AreaScope,
): Promise<readonly KnowledgeMatch[]> {
  const best = ranking.slice(0, candidates);
  const ids = [...new Set(best.map((match) => match.documentId))];
  const [documents, passages] = await Promise.all([
    context.documents.findMany(ids, scope),
    context.passages.findMany(best),
  ]);
  const documentById = new Map(documents.map((document) => [document.id, document]));
  const passageAt = new Map(
    passages.map((passage) => [`${passage.documentId} ${passage.ordinal}`, passage]),
  );
  return best.flatMap(({ documentId, ordinal, scoreRatio }) => {
    const document = documentById.get(documentId);
    const passage = passageAt.get(`${documentId} ${ordinal}`);
    if (document?.state !== 'READY' || passage === undefined) return [];
    return [{ passage, document, scoreRatio }];
  });
}

import type { RetrievalDataset } from '@waris/knowledge';
import { describeWithData, readReferenceData } from '@waris/testkit/reference-data';
import { openWorld, type KnowledgeWorld } from './knowledge-world.ts';

type Line = { readonly _id: string; readonly title?: string; readonly text: string };

function readLines(path: string): readonly Line[] {
  return readReferenceData(path)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function readDataset(name: string): RetrievalDataset {
  const corpus = readLines(`retrieval/${name}/corpus.jsonl.gz`);
  const queries = readLines(`retrieval/${name}/queries.jsonl.gz`);
  const judgements = new Map<string, Map<string, number>>();
  const table = readReferenceData(`retrieval/${name}/qrels.tsv`);
  for (const row of table.trim().split('\n').slice(1)) {
    const [queryId = '', passageId = '', grade] = row.split('\t');
    const known = judgements.get(queryId) ?? new Map<string, number>();
    judgements.set(queryId, known.set(passageId, Number(grade)));
  }
  return {
    passages: corpus.map(({ _id, title = '', text }) => ({ id: _id, text: `${title}\n${text}` })),
    queries: queries.map(({ _id, text }) => ({
      text,
      judgements: judgements.get(_id) ?? new Map<string, number>(),
    })),
  };
}

let world: KnowledgeWorld;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.stop());

// BM25 over whole words reaches .968 and .970 here.
describeWithData('retrieval', 'the search for passages', () => {
  it.each(['xquad-th', 'xquad-en'])(
    'finds the one that answers a question of %s among the first',
    async (name) => {
      const score = await world.subgraph.evaluateRetrieval(readDataset(name));
      expect(score.queries).toBeGreaterThan(500);
      expect(score.ndcgAt10).toBeGreaterThan(0.965);
      expect(score.ndcgAt10).toBeGreaterThanOrEqual(score.lexicalNdcgAt10 - 0.005);
      expect(score.semanticNdcgAt10).toBeGreaterThan(0.9);
    },
    120_000,
  );
});

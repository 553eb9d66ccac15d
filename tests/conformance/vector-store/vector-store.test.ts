import { openPool, type Pool } from '@waris/database';
import {
  embeddingDimension,
  hashedEmbedder,
  openVectorStore,
  vectorCollections,
  type SearchFilter,
  type VectorRecord,
  type VectorStore,
} from '@waris/knowledge';
import { newId } from '@waris/service-kit';
import { testStores } from '@waris/testkit';

const everything: SearchFilter = { scope: 'everywhere', categories: [], languages: [] };

const everyone = { everyone: true, regionIds: [], branchIds: [], dmaIds: [] };

async function record(text: string, changes: Partial<VectorRecord> = {}): Promise<VectorRecord> {
  const [vector] = await hashedEmbedder.embed([text]);
  return {
    documentId: newId(),
    ordinal: 0,
    model: hashedEmbedder.model,
    category: 'MANUAL',
    language: 'EN',
    audience: everyone,
    vector: vector ?? new Float32Array(embeddingDimension),
    ...changes,
  };
}

/** A direction of its own for each number, far from every text. */
function randomVector(seed: number): Float32Array {
  let state = seed * 2_654_435_761;
  return Float32Array.from({ length: embeddingDimension }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

const engines = [
  { engine: 'pgvector', present: true, address: () => undefined },
  {
    engine: 'milvus',
    present: (process.env['MILVUS_ADDRESS'] ?? '') !== '',
    address: () => testStores().milvusAddress,
  },
];

// Without MILVUS_ADDRESS its part is told as skipped.
for (const { engine, present, address } of engines) {
  (present ? describe : describe.skip)(`the vector store on ${engine}`, () => {
    let pool: Pool;
    let store: VectorStore;

    // Vectors of many models: kept away from the collections that services use.
    const schema = `vectors_${newId().replaceAll('-', '')}`;

    beforeAll(async () => {
      pool = openPool({ url: testStores().postgresUrl, applicationName: 'waris-test' });
      await pool.query(`create schema ${schema}`);
      for (const collection of vectorCollections) {
        await pool.query(
          `create table ${schema}.${collection} (like knowledge.${collection} including all)`,
        );
      }
      const milvusPrefix = `${testStores().milvusPrefix ?? ''}${schema}_`;
      store = await openVectorStore({ milvusAddress: address(), milvusPrefix, schema }, pool);
    });
    afterAll(async () => {
      await store.stop();
      await pool.query(`drop schema ${schema} cascade`);
      await pool.end();
    });

    it('is ready', async () => {
      expect(await store.state()).toEqual({ name: 'vectors', engine, ready: true });
    });

    describe.each(vectorCollections)('in %s', (collection) => {
      const search = (
        vector: Float32Array,
        { model = hashedEmbedder.model, limit = 10, filter = everything } = {},
      ) => store.search(collection, { vector, model, limit, filter });

      it('finds the nearest first, with the cosine as its score', async () => {
        const model = newId();
        const near = await record('pressure valve in the pit', { model });
        const far = await record('customer meter in the yard', { model, ordinal: 7 });
        await store.upsert(collection, [far, near]);
        const found = await search(near.vector, { model });
        expect(found.map(({ documentId, ordinal }) => [documentId, ordinal])).toEqual([
          [near.documentId, 0],
          [far.documentId, 7],
        ]);
        expect(found[0]?.score).toBeCloseTo(1, 4);
        const cosine = near.vector.reduce((sum, v, i) => sum + v * (far.vector[i] ?? 0), 0);
        expect(found[1]?.score).toBeCloseTo(cosine, 4);
      });

      it('replaces a record with the same document and ordinal', async () => {
        const model = newId();
        const before = await record('old valve', { model });
        const after = { ...(await record('new meter', { model })), documentId: before.documentId };
        await store.upsert(collection, [before]);
        await store.upsert(collection, [after]);
        const found = await search(after.vector, { model });
        expect(found).toHaveLength(1);
        expect(found[0]?.score).toBeCloseTo(1, 4);
      });

      it('deletes the records of a document, also twice', async () => {
        const model = newId();
        const first = await record('first', { model });
        const rest = { ...(await record('second', { model })), documentId: first.documentId };
        const other = await record('other', { model });
        await store.upsert(collection, [first, { ...rest, ordinal: 1 }, other]);
        await store.deleteDocument(collection, first.documentId);
        await store.deleteDocument(collection, first.documentId);
        const found = await search(first.vector, { model });
        expect(found.map((match) => match.documentId)).toEqual([other.documentId]);
      });

      it('compares vectors of one model only', async () => {
        const mine = await record('the same text', { model: newId() });
        const theirs = await record('the same text', { model: newId() });
        await store.upsert(collection, [mine, theirs]);
        const found = await search(mine.vector, { model: mine.model });
        expect(found.map((match) => match.documentId)).toEqual([mine.documentId]);
        expect(await store.findOtherModel(collection, mine.model)).not.toBeNull();
        expect(await store.findOtherModel(collection, mine.model)).not.toBe(mine.model);
      });

      it('filters by area, category and language', async () => {
        const model = newId();
        const [regionId, branchId, dmaId] = [newId(), newId(), newId()];
        const limited = { everyone: false, regionIds: [], branchIds: [], dmaIds: [] };
        const records = {
          everyone: await record('a text', { model }),
          region: await record('a text', {
            model,
            audience: { ...limited, regionIds: [newId(), regionId] },
          }),
          dma: await record('a text', {
            model,
            category: 'POLICY',
            language: 'TH',
            audience: { ...limited, branchIds: [branchId], dmaIds: [dmaId] },
          }),
        };
        await store.upsert(collection, Object.values(records));
        const names = async (filter: Partial<SearchFilter>) => {
          const found = await search(records.dma.vector, {
            model,
            filter: { ...everything, ...filter },
          });
          const ids = found.map((match) => match.documentId);
          return Object.entries(records)
            .filter(([, { documentId }]) => ids.includes(documentId))
            .map(([name]) => name);
        };
        const nowhere = { regionIds: [], branchIds: [], dmaIds: [] };
        expect(await names({})).toEqual(['everyone', 'region', 'dma']);
        expect(await names({ scope: nowhere })).toEqual(['everyone']);
        expect(await names({ scope: { ...nowhere, regionIds: [regionId] } })).toEqual([
          'everyone',
          'region',
        ]);
        expect(await names({ scope: { ...nowhere, branchIds: [branchId] } })).toEqual([
          'everyone',
          'dma',
        ]);
        expect(await names({ scope: { ...nowhere, dmaIds: [newId(), dmaId] } })).toEqual([
          'everyone',
          'dma',
        ]);
        expect(await names({ categories: ['POLICY'] })).toEqual(['dma']);
        expect(await names({ categories: ['POLICY', 'MANUAL'], languages: ['EN'] })).toEqual([
          'everyone',
          'region',
        ]);
      });

      it('loses no hit when the filter lets few of many through', async () => {
        const model = newId();
        const dmaId = newId();
        const crowd = await Promise.all(
          Array.from({ length: 600 }, (_, index) =>
            record('', { model, ordinal: index, vector: randomVector(index) }),
          ),
        );
        const audience = { everyone: false, regionIds: [], branchIds: [], dmaIds: [dmaId] };
        const few = await Promise.all(
          Array.from({ length: 10 }, (_, index) =>
            record('', {
              model,
              category: 'POLICY',
              audience,
              vector: randomVector(10_000 + index),
            }),
          ),
        );
        await store.upsert(collection, [...crowd, ...few]);
        const filter = { ...everything, categories: ['POLICY'] as const };
        const found = await search(randomVector(5), { model, filter });
        expect(found.map((match) => match.documentId).toSorted()).toEqual(
          few.map((match) => match.documentId).toSorted(),
        );
      }, 60_000);

      it('gives no more than the limit, and nothing of a model that has nothing', async () => {
        const model = newId();
        await store.upsert(
          collection,
          await Promise.all(['a', 'b', 'c'].map((t) => record(t, { model }))),
        );
        expect(await search(randomVector(1), { model, limit: 2 })).toHaveLength(2);
        expect(await search(randomVector(1), { model: newId() })).toEqual([]);
      });
    });
  });
}

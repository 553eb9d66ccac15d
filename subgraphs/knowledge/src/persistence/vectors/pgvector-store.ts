import { inTransaction, poolState, type Pool } from '@waris/database';
import { z } from 'zod';
import { searchCondition, searchParameters } from '../postgres/search-condition.ts';
import type { VectorCollection, VectorQuery, VectorRecord, VectorStore } from './vector-store.ts';

const rowsPerStatement = 100;

/** Up to here every allowed vector is compared: exact, and an index would lose filtered hits. */
const exactUpTo = 10_000;

const rankedRows = z.array(
  z
    .object({ document_id: z.uuid(), ordinal: z.number().int(), score: z.number() })
    .transform((row) => ({ documentId: row.document_id, ordinal: row.ordinal, score: row.score })),
);

// The name is one of three constants, never input.
const table = (collection: VectorCollection) => `knowledge.${collection}`;

/** pgvector's text form. */
const literal = (vector: Float32Array) => `[${vector.join(',')}]`;

/** The pool belongs to the caller. */
export function openPgvectorStore(pool: Pool): VectorStore {
  return {
    upsert: async (collection, records) => {
      for (let start = 0; start < records.length; start += rowsPerStatement) {
        await upsertRows(pool, collection, records.slice(start, start + rowsPerStatement));
      }
    },
    deleteDocument: async (collection, documentId) => {
      await pool.query(`delete from ${table(collection)} where document_id = $1`, [documentId]);
    },
    search: async (collection, query) => {
      const allowed = await countAllowed(pool, collection, query);
      if (allowed === 0) return [];
      return allowed <= exactUpTo
        ? searchExactly(pool, collection, query)
        : searchIndex(pool, collection, query);
    },
    findOtherModel: async (collection, model) => {
      const { rows } = await pool.query<{ model: string }>(
        `select model from ${table(collection)} where model <> $1 limit 1`,
        [model],
      );
      return rows[0]?.model ?? null;
    },
    count: async (collection) => {
      const { rows } = await pool.query<{ count: number }>(
        `select count(*) as count from ${table(collection)}`,
      );
      return rows[0]?.count ?? 0;
    },
    state: async () => ({ ...(await poolState(pool, 'pgvector')), name: 'vectors' }),
    stop: async () => undefined,
  };
}

async function upsertRows(
  pool: Pool,
  collection: VectorCollection,
  records: readonly VectorRecord[],
): Promise<void> {
  const rows = records.map(
    ({ documentId, ordinal, model, category, language, audience, vector }) => ({
      document_id: documentId,
      ordinal,
      model,
      category,
      language,
      everyone: audience.everyone,
      region_ids: audience.regionIds,
      branch_ids: audience.branchIds,
      dma_ids: audience.dmaIds,
      embedding: literal(vector),
    }),
  );
  await pool.query(
    `insert into ${table(collection)}
     select * from jsonb_to_recordset($1::jsonb) as record (document_id uuid, ordinal integer,
       model text, category text, language text, everyone boolean, region_ids uuid[],
       branch_ids uuid[], dma_ids uuid[], embedding vector(1536))
     on conflict (document_id, ordinal) do update set model = excluded.model,
       category = excluded.category, language = excluded.language, everyone = excluded.everyone,
       region_ids = excluded.region_ids, branch_ids = excluded.branch_ids,
       dma_ids = excluded.dma_ids, embedding = excluded.embedding`,
    [JSON.stringify(rows)],
  );
}

async function countAllowed(
  pool: Pool,
  collection: VectorCollection,
  { model, filter }: VectorQuery,
): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*) as count from (
       select from ${table(collection)} where model = $1 and ${searchCondition(2)} limit ${exactUpTo + 1}
     ) as allowed`,
    [model, ...searchParameters(filter)],
  );
  return rows[0]?.count ?? 0;
}

// Adding nothing to the distance keeps the planner from using the approximate index.
const searchStatement = (collection: VectorCollection, order: string) =>
  `select document_id, ordinal, 1 - (embedding <=> $1) as score
   from ${table(collection)} where model = $3 and ${searchCondition(4)}
   order by ${order} limit $2`;

const searchValues = ({ vector, limit, model, filter }: VectorQuery) => [
  literal(vector),
  limit,
  model,
  ...searchParameters(filter),
];

async function searchExactly(pool: Pool, collection: VectorCollection, query: VectorQuery) {
  const statement = searchStatement(collection, '(embedding <=> $1) + 0, document_id, ordinal');
  const { rows } = await pool.query(statement, searchValues(query));
  return rankedRows.parse(rows);
}

async function searchIndex(pool: Pool, collection: VectorCollection, query: VectorQuery) {
  const statement = searchStatement(collection, 'embedding <=> $1');
  const { rows } = await inTransaction(pool, async (client) => {
    // Wider than the defaults (1 and 40), which lose hits even without a filter.
    await client.query('set local ivfflat.probes = 20');
    await client.query('set local hnsw.ef_search = 400');
    return client.query(statement, searchValues(query));
  });
  return rankedRows.parse(rows);
}

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

/** The pool that belongs to the caller, and the schema that has the three tables. */
type Tables = { readonly pool: Pool; readonly schema: string };

// Both names are constants of a caller in this code base, never input.
const table = ({ schema }: Tables, collection: VectorCollection) => `${schema}.${collection}`;

/** pgvector's text form. */
const literal = (vector: Float32Array) => `[${vector.join(',')}]`;

export function openPgvectorStore(tables: Tables): VectorStore {
  const { pool } = tables;
  return {
    upsert: async (collection, records) => {
      for (let start = 0; start < records.length; start += rowsPerStatement) {
        await upsertRows(tables, collection, records.slice(start, start + rowsPerStatement));
      }
    },
    deleteDocument: async (collection, documentId) => {
      await pool.query(`delete from ${table(tables, collection)} where document_id = $1`, [
        documentId,
      ]);
    },
    search: async (collection, query) =>
      (await fewAllowed(tables, collection, query))
        ? searchExactly(tables, collection, query)
        : searchIndex(tables, collection, query),
    findOtherModel: async (collection, model) => {
      const { rows } = await pool.query<{ model: string }>(
        `select model from ${table(tables, collection)} where model <> $1 limit 1`,
        [model],
      );
      return rows[0]?.model ?? null;
    },
    count: async (collection) => {
      const { rows } = await pool.query<{ count: number }>(
        `select count(*) as count from ${table(tables, collection)}`,
      );
      return rows[0]?.count ?? 0;
    },
    state: async () => ({ ...(await poolState(pool, 'pgvector')), name: 'vectors' }),
    stop: async () => undefined,
  };
}

async function upsertRows(
  tables: Tables,
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
  await tables.pool.query(
    `insert into ${table(tables, collection)}
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

async function fewAllowed(
  tables: Tables,
  collection: VectorCollection,
  { model, filter }: VectorQuery,
): Promise<boolean> {
  // A vector takes most of a page, so there are no more rows than pages: counting the allowed
  // ones costs as much as comparing them.
  const { rows: sizes } = await tables.pool.query<{ pages: number }>(
    `select pg_relation_size($1::regclass) / current_setting('block_size')::bigint as pages`,
    [table(tables, collection)],
  );
  if ((sizes[0]?.pages ?? 0) <= exactUpTo) return true;
  const { rows } = await tables.pool.query<{ count: number }>(
    `select count(*) as count from (
       select from ${table(tables, collection)}
       where model = $1 and ${searchCondition(2)} limit ${exactUpTo + 1}
     ) as allowed`,
    [model, ...searchParameters(filter)],
  );
  return (rows[0]?.count ?? 0) <= exactUpTo;
}

// Adding nothing to the distance keeps the planner from using the approximate index.
const searchStatement = (tables: Tables, collection: VectorCollection, order: string) =>
  `select document_id, ordinal, 1 - (embedding <=> $1) as score
   from ${table(tables, collection)} where model = $3 and ${searchCondition(4)}
   order by ${order} limit $2`;

const searchValues = ({ vector, limit, model, filter }: VectorQuery) => [
  literal(vector),
  limit,
  model,
  ...searchParameters(filter),
];

async function searchExactly(tables: Tables, collection: VectorCollection, query: VectorQuery) {
  const statement = searchStatement(
    tables,
    collection,
    '(embedding <=> $1) + 0, document_id, ordinal',
  );
  const { rows } = await tables.pool.query(statement, searchValues(query));
  return rankedRows.parse(rows);
}

async function searchIndex(tables: Tables, collection: VectorCollection, query: VectorQuery) {
  const statement = searchStatement(tables, collection, 'embedding <=> $1');
  const { rows } = await inTransaction(tables.pool, async (client) => {
    // Wider than the defaults (1 and 40), which lose hits even without a filter.
    await client.query('set local ivfflat.probes = 20');
    await client.query('set local hnsw.ef_search = 400');
    return client.query(statement, searchValues(query));
  });
  return rankedRows.parse(rows);
}

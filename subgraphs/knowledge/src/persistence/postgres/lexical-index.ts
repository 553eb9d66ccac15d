import type { SqlClient } from '@waris/database';
import { z } from 'zod';
import type { Audience, DocumentCategory, DocumentLanguage } from '../../domain/document.ts';
import type { Ranked } from '../../domain/fuse-rankings.ts';
import type { SearchFilter } from '../vectors/vector-store.ts';
import { searchCondition, searchParameters } from './search-condition.ts';

export type LexicalDocument = {
  readonly documentId: string;
  readonly category: DocumentCategory;
  readonly language: DocumentLanguage;
  readonly audience: Audience;
  /** Of each passage, by ordinal: its terms and how often each occurs. */
  readonly passages: readonly ReadonlyMap<string, number>[];
};

/** BM25 over passages, as inverted lists in PostgreSQL. */
export type LexicalIndex = {
  /** False when the document was there already. Call inside the caller's transaction. */
  add(client: SqlClient, document: LexicalDocument): Promise<boolean>;
  /** False when it was not there. Call inside the caller's transaction. */
  remove(client: SqlClient, documentId: string): Promise<boolean>;
  /**
   * Best first; null when PostgreSQL does not answer. Only what the filter lets through is
   * counted, weighed and ranked.
   */
  search(
    terms: readonly string[],
    limit: number,
    filter: SearchFilter,
  ): Promise<readonly Ranked[] | null>;
};

const postingsPerStatement = 20_000;

// Robertson's usual constants: how fast repetition saturates, how much length counts.
const k1 = 1.2;
const b = 0.75;

const insertDocument = `
  insert into knowledge.lexical_documents
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict (document_id) do nothing returning document_id`;

const insertPostings = `
  insert into knowledge.lexical_postings (document_id, term, ordinals, frequencies, lengths)
  select $1, term, array_agg(ordinal order by ordinal), array_agg(frequency order by ordinal),
    array_agg(length order by ordinal)
  from unnest($2::text[], $3::integer[], $4::smallint[], $5::smallint[])
    as posting (term, ordinal, frequency, length)
  group by term`;

const searchPassages = `
  with visible as materialized (
    select document_id, passages, total_length
    from knowledge.lexical_documents where ${searchCondition(3)}
  ), size as (
    select sum(passages)::float8 as passages,
      (sum(total_length) / sum(passages))::float8 as mean_length
    from visible
  ), hits as materialized (
    select posting.term, document_id, hit.*
    from knowledge.lexical_postings posting
    join visible using (document_id)
    cross join lateral unnest(posting.ordinals, posting.frequencies, posting.lengths)
      as hit (ordinal, frequency, length)
    where posting.term = any($1::text[])
  ), weights as (
    select term, ln(1 + (passages - count(*) + 0.5) / (count(*) + 0.5)) as weight
    from hits cross join size group by term, passages
  )
  select document_id, ordinal,
    sum(weight * frequency::float8 * ${k1 + 1} / (frequency + ${k1} * (1 - ${b} + ${b} * length / mean_length))) as score
  from hits join weights using (term) cross join size
  group by document_id, ordinal
  order by score desc, document_id, ordinal
  limit $2`;

const rankedRows = z.array(
  z
    .object({ document_id: z.uuid(), ordinal: z.number().int(), score: z.number() })
    .transform((row) => ({ documentId: row.document_id, ordinal: row.ordinal, score: row.score })),
);

const resultSchema = z.object({ rows: z.array(z.unknown()), rowCount: z.number().nullable() });

export function openLexicalIndex(pool: SqlClient): LexicalIndex {
  return {
    add: async (client, document) => {
      const lengths = document.passages.map((passage) => sum([...passage.values()]));
      const { audience } = document;
      const inserted = await client.query(insertDocument, [
        document.documentId,
        document.category,
        document.language,
        audience.everyone,
        audience.regionIds,
        audience.branchIds,
        audience.dmaIds,
        lengths.length,
        sum(lengths),
      ]);
      if (resultSchema.parse(inserted).rows.length === 0) return false;
      for (const batch of batchPostings(document.passages, lengths)) {
        await client.query(insertPostings, [
          document.documentId,
          batch.terms,
          batch.ordinals,
          batch.frequencies,
          batch.lengths,
        ]);
      }
      return true;
    },
    remove: async (client, documentId) => {
      const deleted = await client.query(
        'delete from knowledge.lexical_documents where document_id = $1',
        [documentId],
      );
      return resultSchema.parse(deleted).rowCount === 1;
    },
    search: async (terms, limit, filter) => {
      const values = [[...new Set(terms)], limit, ...searchParameters(filter)];
      try {
        const result = await pool.query(searchPassages, values);
        return rankedRows.parse(resultSchema.parse(result).rows);
      } catch (error) {
        if (isOutage(error)) return null;
        throw error;
      }
    },
  };
}

const outageTexts = /ECONNREFUSED|ECONNRESET|ETIMEDOUT|timeout|terminated|shutting down/i;

function isOutage(error: unknown): boolean {
  return error instanceof Error && outageTexts.test(error.message);
}

type PostingBatch = {
  readonly terms: string[];
  readonly ordinals: number[];
  readonly frequencies: number[];
  readonly lengths: number[];
};

const emptyBatch = (): PostingBatch => ({ terms: [], ordinals: [], frequencies: [], lengths: [] });

/** As far as a smallint counts; by then BM25 has long saturated. */
const capped = (count: number) => Math.min(count, 32_767);

/** All postings of a term stay in one batch, since they become one row. */
function* batchPostings(
  passages: readonly ReadonlyMap<string, number>[],
  lengths: readonly number[],
): Generator<PostingBatch, void, void> {
  const byTerm = new Map<string, { ordinal: number; frequency: number }[]>();
  for (const [ordinal, counts] of passages.entries()) {
    for (const [term, frequency] of counts) {
      const postings = byTerm.get(term);
      if (postings === undefined) byTerm.set(term, [{ ordinal, frequency }]);
      else postings.push({ ordinal, frequency });
    }
  }
  let batch = emptyBatch();
  for (const [term, postings] of byTerm) {
    for (const { ordinal, frequency } of postings) {
      batch.terms.push(term);
      batch.ordinals.push(ordinal);
      batch.frequencies.push(capped(frequency));
      batch.lengths.push(capped(lengths[ordinal] ?? 0));
    }
    if (batch.terms.length >= postingsPerStatement) {
      yield batch;
      batch = emptyBatch();
    }
  }
  if (batch.terms.length > 0) yield batch;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, value) => total + value, 0);

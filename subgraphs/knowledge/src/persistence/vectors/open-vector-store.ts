import type { Pool } from '@waris/database';
import { StartError } from '@waris/service-kit';
import { openPgvectorStore } from './pgvector-store.ts';
import type { VectorStore } from './vector-store.ts';

/** Milvus when its address is set, otherwise the tables that the migration made. */
export async function openVectorStore(
  { milvusAddress }: { readonly milvusAddress: string | undefined },
  pool: Pool,
): Promise<VectorStore> {
  if (milvusAddress !== undefined) {
    // Loaded when needed: the client brings its own Parquet writer and takes long to load.
    const { openMilvusStore } = await import('./milvus-store.ts');
    return openMilvusStore(milvusAddress);
  }
  const { rows } = await pool.query<{ present: boolean }>(
    `select to_regclass('knowledge.document_embeddings') is not null as present`,
  );
  if (rows[0]?.present === true) return openPgvectorStore(pool);
  throw new StartError(
    'There is nowhere to keep vectors: install pgvector on the server before migrating, or set MILVUS_ADDRESS.',
  );
}

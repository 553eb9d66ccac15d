import type { Pool } from '@waris/database';
import { StartError } from '@waris/service-kit';
import { openPgvectorStore } from './pgvector-store.ts';
import type { VectorStore } from './vector-store.ts';

export type VectorStoreOptions = {
  readonly milvusAddress: string | undefined;
  /** Stands before the names of Milvus's collections, where several installations share one. */
  readonly milvusPrefix?: string | undefined;
  /** The schema of the pgvector tables. */
  readonly schema?: string;
};

/** Milvus when its address is set, otherwise the tables that the migration made. */
export async function openVectorStore(
  { milvusAddress, milvusPrefix = '', schema = 'knowledge' }: VectorStoreOptions,
  pool: Pool,
): Promise<VectorStore> {
  if (milvusAddress !== undefined) {
    // Loaded when needed: the client brings its own Parquet writer and takes long to load.
    const { openMilvusStore } = await import('./milvus-store.ts');
    return openMilvusStore(milvusAddress, milvusPrefix);
  }
  const { rows } = await pool.query<{ present: boolean }>(
    'select to_regclass($1) is not null as present',
    [`${schema}.document_embeddings`],
  );
  if (rows[0]?.present === true) return openPgvectorStore({ pool, schema });
  throw new StartError(
    'There is nowhere to keep vectors: install pgvector on the server before migrating, or set MILVUS_ADDRESS.',
  );
}

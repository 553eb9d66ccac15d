import { DataType, type MilvusClient } from '@zilliz/milvus2-sdk-node';
import { embeddingDimension } from '../../domain/embedder.ts';
import type { VectorCollection } from './vector-store.ts';

export type MilvusIndex = {
  readonly index_type: 'IVF_FLAT' | 'HNSW';
  readonly params: Readonly<Record<string, number>>;
};

export const milvusIndexes: Readonly<Record<VectorCollection, MilvusIndex>> = {
  document_embeddings: { index_type: 'IVF_FLAT', params: { nlist: 128 } },
  query_cache: { index_type: 'IVF_FLAT', params: { nlist: 128 } },
  knowledge_base: { index_type: 'HNSW', params: { M: 16, efConstruction: 200 } },
};

const maxAreaIds = 600;

const varChar = (name: string, max_length: number) => ({
  name,
  data_type: DataType.VarChar,
  max_length,
});

const uuids = (name: string) => ({
  name,
  data_type: DataType.Array,
  element_type: DataType.VarChar,
  max_capacity: maxAreaIds,
  max_length: 36,
});

const fields = [
  { ...varChar('id', 64), is_primary_key: true },
  varChar('document_id', 36),
  { name: 'ordinal', data_type: DataType.Int64 },
  varChar('model', 200),
  varChar('category', 40),
  varChar('language', 10),
  { name: 'everyone', data_type: DataType.Bool },
  uuids('region_ids'),
  uuids('branch_ids'),
  uuids('dma_ids'),
  { name: 'embedding', data_type: DataType.FloatVector, dim: embeddingDimension },
];

/** Creates the collection unless it is there, and loads it: a restarted server forgot to. */
export async function prepareCollection(
  client: MilvusClient,
  collection: VectorCollection,
  collection_name: string,
): Promise<void> {
  const existing = await client.hasCollection({ collection_name });
  requireSuccess(existing.status);
  if (existing.value !== true) {
    const created = await client.createCollection({
      collection_name,
      fields,
      index_params: [
        { field_name: 'embedding', metric_type: 'COSINE', ...milvusIndexes[collection] },
      ],
    });
    requireSuccess(created);
  }
  requireSuccess(await client.loadCollectionSync({ collection_name }));
}

/** The client tells refusals in its answers instead of throwing them. */
export function requireSuccess(status: { error_code?: unknown; code?: unknown; reason?: unknown }) {
  if (status.error_code !== 'Success') {
    throw new Error(`Milvus refused: ${String(status.reason)} (${String(status.code)})`);
  }
}

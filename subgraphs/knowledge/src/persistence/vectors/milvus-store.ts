import type { StoreState } from '@waris/service-kit';
import { ConsistencyLevelEnum, MilvusClient } from '@zilliz/milvus2-sdk-node';
import { z } from 'zod';
import { milvusIndexes, prepareCollection, requireSuccess } from './milvus-collections.ts';
import { isSelective, milvusFilter, quoted } from './milvus-filter.ts';
import { within } from './within.ts';
import type { VectorCollection, VectorQuery, VectorRecord, VectorStore } from './vector-store.ts';

const rowsPerRequest = 100;
const requestTimeoutMs = 10_000;
const healthTimeoutMs = 2_000;
const closeTimeoutMs = 1_000;

const rankedRows = z.array(
  z
    .object({ document_id: z.string(), ordinal: z.coerce.number().int(), score: z.number() })
    .transform((row) => ({ documentId: row.document_id, ordinal: row.ordinal, score: row.score })),
);

/** Collections are created and loaded on first use, so that a Milvus that is away can return. */
export function openMilvusStore(address: string, prefix: string): VectorStore {
  const client = new MilvusClient({
    address,
    timeout: requestTimeoutMs,
    maxRetries: 1,
    logLevel: 'error',
    // Servers cut off clients that ping an idle connection as often as this one does by default.
    channelOptions: { 'grpc.keepalive_permit_without_calls': 0 },
    // Connects with the first request instead of failing here.
    __SKIP_CONNECT__: true,
  });
  const withCollection = createPreparation(client, prefix);

  return {
    upsert: (collection, records) =>
      withCollection(collection, async (collection_name) => {
        for (let start = 0; start < records.length; start += rowsPerRequest) {
          const data = records.slice(start, start + rowsPerRequest).map(toRow);
          const { status } = await client.upsert({ collection_name, data });
          requireSuccess(status);
        }
      }),
    deleteDocument: (collection, documentId) =>
      withCollection(collection, async (collection_name) => {
        const filter = `document_id == ${quoted(documentId)}`;
        const { status } = await client.delete({ collection_name, filter });
        requireSuccess(status);
      }),
    search: (collection, query) =>
      withCollection(collection, (name) =>
        search(client, name, searchWidth(collection, query), query),
      ),
    findOtherModel: (collection, model) =>
      withCollection(collection, async (name) => {
        const filter = `model != ${quoted(model)}`;
        const rows = await queryRows(client, name, filter, 'model', 1);
        return z.array(z.object({ model: z.string() })).parse(rows)[0]?.model ?? null;
      }),
    count: (collection) =>
      withCollection(collection, async (name) => {
        const rows = await queryRows(client, name, 'ordinal >= 0', 'count(*)');
        return (
          z.array(z.object({ 'count(*)': z.coerce.number() })).parse(rows)[0]?.['count(*)'] ?? 0
        );
      }),
    state: () => milvusState(client),
    stop: async () => {
      // Closing waits for a connection that is still being made: a silent server would hold us.
      await within(closeTimeoutMs, client.closeConnection()).catch(() => undefined);
    },
  };
}

/** Prepares a collection once, and once more when the server turns out to have restarted. */
function createPreparation(client: MilvusClient, prefix: string) {
  const prepared = new Map<VectorCollection, Promise<void>>();
  const prepare = (collection: VectorCollection): Promise<void> => {
    const known = prepared.get(collection);
    if (known !== undefined) return known;
    const preparing = prepareCollection(client, collection, prefix + collection);
    prepared.set(collection, preparing);
    preparing.catch(() => prepared.delete(collection));
    return preparing;
  };
  return async <Value>(
    collection: VectorCollection,
    work: (collectionName: string) => Promise<Value>,
  ): Promise<Value> => {
    await prepare(collection);
    try {
      return await work(prefix + collection);
    } catch (error) {
      if (!/not.?loaded|not found|\(101\)/i.test(String(error))) throw error;
      prepared.delete(collection);
      await prepare(collection);
      return work(prefix + collection);
    }
  };
}

async function search(
  client: MilvusClient,
  collection_name: string,
  params: Readonly<Record<string, number>>,
  query: VectorQuery,
) {
  const { filter, limit, model, vector } = query;
  const { status, results } = await client.search({
    collection_name,
    data: [Array.from(vector)],
    filter: milvusFilter(model, filter),
    limit,
    output_fields: ['document_id', 'ordinal'],
    params,
    // What was acknowledged is found by whoever searches next.
    consistency_level: ConsistencyLevelEnum.Strong,
  });
  requireSuccess(status);
  return rankedRows.parse(results);
}

/** A filter that lets few rows through loses hits unless the search is wide. */
function searchWidth(collection: VectorCollection, { filter, limit }: VectorQuery) {
  const selective = isSelective(filter);
  return milvusIndexes[collection].index_type === 'IVF_FLAT'
    ? { nprobe: selective ? 128 : 32 }
    : { ef: Math.max(limit, selective ? 4_096 : 256) };
}

async function queryRows(
  client: MilvusClient,
  collection_name: string,
  filter: string,
  field: string,
  limit?: number,
): Promise<unknown> {
  const { status, data } = await client.query({
    collection_name,
    filter,
    output_fields: [field],
    consistency_level: ConsistencyLevelEnum.Strong,
    ...(limit === undefined ? {} : { limit }),
  });
  requireSuccess(status);
  return data;
}

function toRow({ documentId, ordinal, audience, vector, ...record }: VectorRecord) {
  return {
    ...record,
    id: `${documentId}:${ordinal}`,
    document_id: documentId,
    ordinal,
    everyone: audience.everyone,
    region_ids: [...audience.regionIds],
    branch_ids: [...audience.branchIds],
    dma_ids: [...audience.dmaIds],
    embedding: Array.from(vector),
  };
}

async function milvusState(client: MilvusClient): Promise<StoreState> {
  const problem = 'Milvus does not answer.';
  try {
    const { isHealthy } = await within(healthTimeoutMs, client.checkHealth());
    return isHealthy
      ? { name: 'vectors', engine: 'milvus', ready: true }
      : { name: 'vectors', engine: 'milvus', ready: false, problem };
  } catch {
    return { name: 'vectors', engine: 'milvus', ready: false, problem };
  }
}

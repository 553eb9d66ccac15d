import { query, type Pool, type PoolClient } from '@waris/database';

/** An upload that came with a key of its sender's making, and what was answered. */
export type IngestRequest = {
  readonly viewerId: string;
  readonly key: string;
  /** Of the unpacked body and of what it was sent with. */
  readonly bodySha256: string;
  readonly answer: object;
  readonly createdAt: Date;
};

export type IngestRequestRepository = {
  find(viewerId: string, key: string): Promise<Pick<IngestRequest, 'bodySha256' | 'answer'> | null>;
  /** False when another request with the key was faster. */
  remember(request: IngestRequest): Promise<boolean>;
  /** Drops some of those made before `before`; called often, it drops all. */
  forget(before: Date): Promise<void>;
};

const insertSql = `
  insert into readings.ingest_requests (viewer_id, key, body_sha256, answer, created_at)
  values ($1, $2, $3, $4, $5) on conflict do nothing`;

const valuesOf = ({ viewerId, key, bodySha256, answer, createdAt }: IngestRequest) => [
  viewerId,
  key,
  bodySha256,
  JSON.stringify(answer),
  createdAt,
];

/** Within the transaction that stores the readings. */
export async function rememberRequest(
  client: PoolClient,
  request: IngestRequest,
): Promise<boolean> {
  return (await client.query(insertSql, valuesOf(request))).rowCount === 1;
}

export function createIngestRequestRepository(pool: Pool): IngestRequestRepository {
  return {
    find: async (viewerId, key) => {
      const { rows } = await query<{ bodySha256: string; answer: object }>(
        pool,
        `select body_sha256 as "bodySha256", answer from readings.ingest_requests
         where viewer_id = $1 and key = $2`,
        [viewerId, key],
      );
      return rows[0] ?? null;
    },
    remember: async (request) => (await query(pool, insertSql, valuesOf(request))).rowCount === 1,
    forget: async (before) => {
      await query(
        pool,
        `delete from readings.ingest_requests where (viewer_id, key) in (
           select viewer_id, key from readings.ingest_requests where created_at < $1
           order by created_at limit 100 for update skip locked)`,
        [before],
      );
    },
  };
}

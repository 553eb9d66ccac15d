import { testStores } from '@waris/testkit';
import pg from 'pg';

/** What the outbox tells of a document, oldest first. */
export async function auditActions(documentId: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: testStores().postgresUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ action: string }>(
      `select payload ->> 'action' as action from public.outbox
       where topic = 'audit' and payload #>> '{subject,id}' = $1 order by id`,
      [documentId],
    );
    return rows.map((row) => row.action);
  } finally {
    await client.end();
  }
}

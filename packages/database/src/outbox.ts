import { newId } from '@waris/service-kit';

/** What happened, told to the rest of the system in the transaction that made it true. */
export type OutboxMessage = {
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly occurredAt: Date;
};

/** An audit record is an outbox message that the relay puts into MongoDB's `audit_logs`. */
export type AuditRecord = {
  /** Verb and entity: `network.dma.created`. */
  readonly action: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly subject: { readonly type: string; readonly id: string };
  readonly requestId: string;
  /** What changed; no secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly occurredAt: Date;
};

export const auditTopic = 'audit';

/** Anything that runs SQL inside the caller's transaction. */
export type SqlClient = {
  query(text: string, values: unknown[]): Promise<unknown>;
};

/** Call inside the transaction of the change itself. */
export async function appendToOutbox(
  client: SqlClient,
  ...messages: readonly OutboxMessage[]
): Promise<void> {
  if (messages.length === 0) return;
  await client.query(
    `insert into public.outbox (id, topic, payload, occurred_at)
     select * from unnest($1::uuid[], $2::text[], $3::jsonb[], $4::timestamptz[])`,
    [
      messages.map(() => newId()),
      messages.map((message) => message.topic),
      messages.map((message) => JSON.stringify(message.payload)),
      messages.map((message) => message.occurredAt),
    ],
  );
}

export function auditMessage({ occurredAt, ...record }: AuditRecord): OutboxMessage {
  return { topic: auditTopic, payload: record, occurredAt };
}

/** Runs plain SQL inside a Prisma transaction. */
export function prismaSqlClient(transaction: {
  $executeRawUnsafe(text: string, ...values: unknown[]): Promise<number>;
}): SqlClient {
  return { query: (text, values) => transaction.$executeRawUnsafe(text, ...values) };
}

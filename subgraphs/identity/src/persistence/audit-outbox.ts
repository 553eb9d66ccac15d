import { auditTopic, inTransaction, query, type Pool } from '@waris/database';
import { z } from 'zod';
import type { AuditLog } from '../domain/audit-log.ts';

const rowSchema = z.object({ id: z.string(), occurred_at: z.date(), payload: z.unknown() });

const payloadSchema = z.object({
  action: z.string(),
  actor: z.object({ kind: z.string(), id: z.string() }),
  subject: z.object({ type: z.string(), id: z.string() }),
  requestId: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});

/** The audit records of all subgraphs that MongoDB does not have yet. */
export type AuditOutbox = {
  /**
   * Hands the oldest records over; they count as delivered when `deliver` is done with them.
   * Others at work on the same outbox get other records. Returns how many there were.
   */
  deliverBatch(
    size: number,
    now: Date,
    deliver: (records: readonly AuditLog[]) => Promise<void>,
  ): Promise<number>;
  /**
   * Deletes up to `size` records that were delivered before an instant; returns how many. A record
   * that another transaction holds is left for the next time.
   */
  deleteDelivered(size: number, before: Date): Promise<number>;
};

export function auditOutbox(pool: Pool): AuditOutbox {
  return {
    deliverBatch: (size, now, deliver) =>
      inTransaction(pool, async (client) => {
        const { rows } = await client.query(
          `select id, payload, occurred_at from public.outbox
           where topic = $1 and delivered_at is null
           order by id limit $2 for update skip locked`,
          [auditTopic, size],
        );
        if (rows.length === 0) return 0;
        const records = rows.map(recordOf);
        await deliver(records);
        await client.query(
          'update public.outbox set delivered_at = $2 where id = any($1::uuid[])',
          [records.map((record) => record.id), now],
        );
        return records.length;
      }),
    deleteDelivered: async (size, before) => {
      const { rowCount } = await query(
        pool,
        `delete from public.outbox where id in (
           select id from public.outbox where topic = $1 and delivered_at < $2
           order by delivered_at limit $3 for update skip locked)`,
        [auditTopic, before, size],
      );
      return rowCount ?? 0;
    },
  };
}

/** A row that is no audit record is kept as it is: it must neither be lost nor stop the others. */
function recordOf(row: unknown): AuditLog {
  const { id, payload, occurred_at: occurredAt } = rowSchema.parse(row);
  const { data } = payloadSchema.safeParse(payload);
  if (data === undefined) {
    const unknown = { actor: { kind: 'service', id: 'unknown' }, requestId: 'unknown' };
    const subject = { type: 'OutboxMessage', id };
    const detailsJson = JSON.stringify(payload);
    return {
      id,
      action: 'identity.audit.unreadable',
      subject,
      ...unknown,
      detailsJson,
      occurredAt,
    };
  }
  const { details, ...record } = data;
  const detailsJson = details === undefined ? null : JSON.stringify(details);
  return { id, ...record, detailsJson, occurredAt };
}

import type { Logger } from '@waris/service-kit';
import type { AuditLogRepository } from '../persistence/audit-log-repository.ts';
import type { AuditOutbox } from '../persistence/audit-outbox.ts';

const batchSize = 500;

export type RelayContext = {
  readonly outbox: AuditOutbox;
  readonly auditLogs: AuditLogRepository;
  readonly log: Logger;
  now(): Date;
};

/**
 * Moves all undelivered audit records to MongoDB; returns how many. Throws while MongoDB is
 * away: the records stay in the outbox. A record may arrive twice and is kept once.
 */
export async function relayOutbox(context: RelayContext): Promise<number> {
  // Asked first, so that no transaction is held open while waiting for a silent server.
  await context.auditLogs.ping();
  const deliver = context.auditLogs.insertUnlessThere;
  let moved = 0;
  for (let size = batchSize; size === batchSize; moved += size) {
    size = await context.outbox.deliverBatch(batchSize, context.now(), deliver);
  }
  return moved;
}

import type { Logger } from '@waris/service-kit';
import type { AuditLogRepository } from '../persistence/audit-log-repository.ts';
import type { AuditOutbox } from '../persistence/audit-outbox.ts';

const batchSize = 500;
const longestWaitMs = 30_000;

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

/** Relays every `intervalMs`, less and less often while that fails, until stopped. */
export function startRelay(context: RelayContext, intervalMs: number): { stop(): Promise<void> } {
  let stopped = false;
  let failures = 0;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const schedule = () => {
    if (stopped) return;
    const waitMs = Math.min(intervalMs * 2 ** failures, Math.max(longestWaitMs, intervalMs));
    timer = setTimeout(() => {
      running = turn();
    }, waitMs);
  };
  const turn = async () => {
    try {
      await relayOutbox(context);
      failures = 0;
    } catch (error) {
      failures += 1;
      // The first says it; a store that stays away does not fill the log.
      if (failures === 1) context.log.warn({ err: error }, 'audit records wait in the outbox');
    }
    schedule();
  };

  schedule();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

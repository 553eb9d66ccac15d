import { relayOutbox, type RelayContext } from './relay-outbox.ts';

const batchSize = 1_000;
const purgeIntervalMs = 60 * 60 * 1_000;
const dayMs = 24 * 60 * 60 * 1_000;

export type OutboxContext = RelayContext & {
  /** So long MongoDB can be brought back from a backup and given what it lost once more. */
  readonly outboxDays: number;
};

/** What was delivered before this is no longer needed. */
function keptSince({ now, outboxDays }: OutboxContext): Date {
  return new Date(now().getTime() - outboxDays * dayMs);
}

/** What was delivered before this should be gone: a process that relays has had many turns since. */
export function overdueBefore(context: OutboxContext): Date {
  return new Date(keptSince(context).getTime() - dayMs);
}

/** Deletes a batch of records that were delivered long enough ago; returns how many. */
export function purgeOutbox(context: OutboxContext): Promise<number> {
  return context.outbox.deleteDelivered(batchSize, keptSince(context));
}

/**
 * A turn of the background work: delivers, and each hour deletes. A batch at a time, so that
 * new records never wait for old ones; true while there are more.
 */
export function outboxTurn(context: OutboxContext): () => Promise<boolean> {
  let nextPurgeMs = 0;
  return async () => {
    await relayOutbox(context);
    const nowMs = context.now().getTime();
    if (nowMs < nextPurgeMs) return false;
    const more = (await purgeOutbox(context)) === batchSize;
    if (!more) nextPurgeMs = nowMs + purgeIntervalMs;
    return more;
  };
}

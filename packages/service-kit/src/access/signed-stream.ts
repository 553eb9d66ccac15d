import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { keys, type KeyValueStore } from '../stores/key-value-store.ts';
import { askerSchema, lifetimeMs, notTheGateway, seal, unseal } from './signed-viewer.ts';
import type { ViewerClaims } from './viewer.ts';

/** Method, and path with query as they stand in the request line. */
export type StreamTarget = { readonly method: string; readonly target: string };

const envelopeSchema = askerSchema.extend({
  method: z.string(),
  target: z.string(),
  nonce: z.uuid(),
});

export type StreamEnvelope = z.infer<typeof envelopeSchema>;

/**
 * Who sends a stream. Its bytes are not known when it begins and cannot be signed: bound are
 * method, path and query, for 30 s, and a nonce that the subgraph takes once. Between gateway
 * and subgraph the bytes themselves are as safe as the network.
 */
export function signStream(
  secret: string,
  request: StreamTarget & {
    viewer: ViewerClaims;
    requestId: string;
    clientAddress?: string | undefined;
    nowMs: number;
  },
): string {
  const { nowMs, ...asker } = request;
  return seal(secret, { ...asker, issuedAtMs: nowMs, nonce: randomUUID() });
}

/** Throws UNAUTHENTICATED unless it was signed for this target just now and comes for the first time. */
export async function verifySignedStream(
  secret: string,
  request: StreamTarget & { header: string | undefined; nowMs: number; nonces: Nonces },
): Promise<StreamEnvelope> {
  const envelope = unseal(secret, request.header, request.nowMs, envelopeSchema);
  const meant = envelope.method === request.method && envelope.target === request.target;
  // Last, so that only the gateway's own nonces take up memory.
  if (!meant || !(await request.nonces.take(envelope.nonce, request.nowMs))) throw notTheGateway();
  return envelope;
}

export type Nonces = {
  /** False when the nonce was taken before, or more are remembered than there is room for. */
  take(nonce: string, nowMs: number): Promise<boolean> | boolean;
};

export type NonceMemory = Nonces & { take(nonce: string, nowMs: number): boolean };

// A signature is good from 30 s before to 30 s after its time, by clocks that differ.
const rememberedMs = 2 * lifetimeMs;

/** Nonces of one process; a full memory refuses rather than forgets. */
export function createNonceMemory(room = 100_000): NonceMemory {
  // In the order of taking, which is the order of forgetting.
  const takenAt = new Map<string, number>();
  return {
    take: (nonce, nowMs) => {
      for (const [old, at] of takenAt) {
        if (nowMs - at <= rememberedMs) break;
        takenAt.delete(old);
      }
      if (takenAt.has(nonce) || takenAt.size >= room) return false;
      takenAt.set(nonce, nowMs);
      return true;
    },
  };
}

/** Nonces of all processes that share the store; while it is away each knows its own. */
export function createSharedNonces(
  own: NonceMemory,
  { claim }: Pick<KeyValueStore, 'claim'>,
): Nonces {
  return {
    take: async (nonce, nowMs) =>
      own.take(nonce, nowMs) && claim(keys.nonce(nonce), rememberedMs / 1_000),
  };
}

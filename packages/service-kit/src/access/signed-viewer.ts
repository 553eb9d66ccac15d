import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { unauthenticated } from '../errors.ts';
import { viewerClaimsSchema, type ViewerClaims } from './viewer.ts';

/** Header in which the gateway tells a subgraph who is asking. */
export const viewerHeader = 'waris-viewer';

const lifetimeMs = 30_000;

const envelopeSchema = z.object({
  viewer: viewerClaimsSchema,
  requestId: z.string().min(1).max(100),
  clientAddress: z.string().max(100).optional(),
  issuedAtMs: z.number().int(),
  /** Binds the signature to this one request body: a replay can only repeat the same query. */
  bodySha256: z.string(),
});

export type ViewerEnvelope = z.infer<typeof envelopeSchema>;

const sha256 = (body: string | Buffer) => createHash('sha256').update(body).digest('base64url');

const mac = (secret: string, payload: string) =>
  createHmac('sha256', secret).update(payload).digest();

/** `payload.signature`, both base64url; valid for 30 s and for this body only. */
export function signViewer(
  secret: string,
  request: {
    viewer: ViewerClaims;
    requestId: string;
    clientAddress?: string | undefined;
    body: string;
    nowMs: number;
  },
): string {
  const envelope: ViewerEnvelope = {
    viewer: request.viewer,
    requestId: request.requestId,
    clientAddress: request.clientAddress,
    issuedAtMs: request.nowMs,
    bodySha256: sha256(request.body),
  };
  const payload = Buffer.from(JSON.stringify(envelope)).toString('base64url');
  return `${payload}.${mac(secret, payload).toString('base64url')}`;
}

/** Throws UNAUTHENTICATED unless the header was signed for this body within the last 30 s. */
export function verifySignedViewer(
  secret: string,
  request: { header: string | undefined; body: string | Buffer; nowMs: number },
): ViewerEnvelope {
  const refuse = () => unauthenticated('This service answers only its gateway.');
  const [payload, signature, ...rest] = (request.header ?? '').split('.');
  if (payload === undefined || signature === undefined || rest.length > 0) throw refuse();

  const expected = mac(secret, payload);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refuse();

  const envelope = envelopeSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  if (Math.abs(request.nowMs - envelope.issuedAtMs) > lifetimeMs) throw refuse();
  if (envelope.bodySha256 !== sha256(request.body)) throw refuse();
  return envelope;
}

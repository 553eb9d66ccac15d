import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { unauthenticated } from '../errors.ts';
import { viewerClaimsSchema, type ViewerClaims } from './viewer.ts';

/** Header in which the gateway tells a subgraph who is asking. */
export const viewerHeader = 'waris-viewer';

export const lifetimeMs = 30_000;

/** What either envelope says: this one for a body known in advance, signed-stream.ts for others. */
export const askerSchema = z.object({
  viewer: viewerClaimsSchema,
  requestId: z.string().min(1).max(100),
  clientAddress: z.string().max(100).optional(),
  issuedAtMs: z.number().int(),
});

const envelopeSchema = askerSchema.extend({
  /** Binds the signature to this one request body: a replay can only repeat the same query. */
  bodySha256: z.string(),
});

export type ViewerEnvelope = z.infer<typeof envelopeSchema>;

const sha256 = (body: string | Buffer) => createHash('sha256').update(body).digest('base64url');

const mac = (secret: string, payload: string) =>
  createHmac('sha256', secret).update(payload).digest();

/** Valid for 30 s and for this body only. */
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
  return seal(secret, envelope);
}

/** Throws UNAUTHENTICATED unless the header was signed for this body within the last 30 s. */
export function verifySignedViewer(
  secret: string,
  request: { header: string | undefined; body: string | Buffer; nowMs: number },
): ViewerEnvelope {
  const envelope = unseal(secret, request.header, request.nowMs, envelopeSchema);
  if (envelope.bodySha256 !== sha256(request.body)) throw notTheGateway();
  return envelope;
}

export const notTheGateway = () => unauthenticated('This service answers only its gateway.');

/** `payload.signature`, both base64url. */
export function seal(secret: string, envelope: object): string {
  const payload = Buffer.from(JSON.stringify(envelope)).toString('base64url');
  return `${payload}.${mac(secret, payload).toString('base64url')}`;
}

/** Throws UNAUTHENTICATED unless the header is an envelope of this shape, sealed within 30 s. */
export function unseal<Envelope extends { readonly issuedAtMs: number }>(
  secret: string,
  header: string | undefined,
  nowMs: number,
  schema: z.ZodType<Envelope>,
): Envelope {
  const [payload, signature, ...rest] = (header ?? '').split('.');
  if (payload === undefined || signature === undefined || rest.length > 0) throw notTheGateway();

  const expected = mac(secret, payload);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw notTheGateway();

  // One that was sealed for the other kind of request has another shape.
  const parsed = schema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  if (!parsed.success || Math.abs(nowMs - parsed.data.issuedAtMs) > lifetimeMs) {
    throw notTheGateway();
  }
  return parsed.data;
}

import { z } from 'zod';
import { viewerClaimsSchema, type ViewerClaims } from './viewer.ts';

/**
 * What `session:{user_id}` holds: what the person may do now, and which of their sign-ins are
 * good until when. Identity writes it; the gateway reads it on every request.
 */
export const sessionRecordSchema = z.object({
  claims: viewerClaimsSchema.omit({ sessionId: true }),
  sessions: z.record(z.uuid(), z.iso.datetime()),
});

export type SessionRecord = z.infer<typeof sessionRecordSchema>;

/** Null when there is no record or it is not one of ours: ask identity. */
export function parseSessionRecord(text: string | null): SessionRecord | null {
  if (text === null) return null;
  try {
    return sessionRecordSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** The viewer of one sign-in, or null when the record has it no more. */
export function claimsOfSession(
  record: SessionRecord,
  sessionId: string,
  now: Date,
): ViewerClaims | null {
  const expiresAt = Object.hasOwn(record.sessions, sessionId)
    ? record.sessions[sessionId]
    : undefined;
  if (expiresAt === undefined || Date.parse(expiresAt) <= now.getTime()) return null;
  return { ...record.claims, sessionId };
}

/** What the gateway asks identity about a sign-in that the session store does not know. */
export const sessionViewerQuery = `query SessionViewer($userId: ID!, $sessionId: ID!) {
  viewer: sessionViewer(userId: $userId, sessionId: $sessionId) {
    kind id sessionId roles permissions everywhere regionIds branchIds dmaIds
  }
}`;

/** What the gateway asks identity about an API key: `keyHash` is SHA-256 in hexadecimal. */
export const apiKeyViewerQuery = `query ApiKeyViewer($keyHash: String!) {
  viewer: apiKeyViewer(keyHash: $keyHash) {
    kind id sessionId roles permissions everywhere regionIds branchIds dmaIds
  }
}`;

const answerSchema = z.object({
  viewer: z
    .object({
      kind: z.string(),
      id: z.string(),
      sessionId: z.string().nullable(),
      roles: z.array(z.string()),
      permissions: z.array(z.string()),
      everywhere: z.boolean(),
      regionIds: z.array(z.string()),
      branchIds: z.array(z.string()),
      dmaIds: z.array(z.string()),
    })
    .nullable(),
});

/** The viewer in the answer to one of the two queries above; null when identity knows none. */
export function parseSessionViewer(data: unknown): ViewerClaims | null {
  const { viewer } = answerSchema.parse(data);
  if (viewer === null) return null;
  const { everywhere, regionIds, branchIds, dmaIds, ...rest } = viewer;
  return viewerClaimsSchema.parse({
    ...rest,
    scope: everywhere ? 'everywhere' : { regionIds, branchIds, dmaIds },
  });
}

import { createSecretKey } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { unauthenticated } from '../errors.ts';

export const accessTokenLifetimeSeconds = 15 * 60;

const issuer = 'waris';
const audience = 'waris-gateway';
const algorithm = 'HS256';
const longestLifetimeSeconds = 60 * 60;
const leewaySeconds = 5;

const claimsSchema = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  typ: z.literal('access'),
  iat: z.number(),
  exp: z.number(),
});

/** The user and the sign-in that an access token speaks for. */
export type AccessTokenSubject = { readonly userId: string; readonly sessionId: string };

const keyOf = (secret: string) => createSecretKey(Buffer.from(secret, 'utf8'));

/** A signed access token, good for a quarter of an hour, and when it expires. */
export async function issueAccessToken(
  secret: string,
  subject: AccessTokenSubject,
  now: Date,
): Promise<{ readonly accessToken: string; readonly expiresAt: Date }> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const expiresAt = issuedAt + accessTokenLifetimeSeconds;
  const accessToken = await new SignJWT({ sid: subject.sessionId, typ: 'access' })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
    .setSubject(subject.userId)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(keyOf(secret));
  return { accessToken, expiresAt: new Date(expiresAt * 1000) };
}

/**
 * Who the token speaks for. Throws UNAUTHENTICATED for anything but an access token that WARIS
 * itself signed with HS256, for this gateway, that is good at `now` and not for over an hour.
 */
export async function verifyAccessToken(
  secret: string,
  token: string,
  now: Date,
): Promise<AccessTokenSubject> {
  const claims = claimsSchema.safeParse(await verifiedPayload(secret, token, now));
  if (!claims.success || claims.data.exp - claims.data.iat > longestLifetimeSeconds) {
    throw refusal();
  }
  return { userId: claims.data.sub, sessionId: claims.data.sid };
}

async function verifiedPayload(secret: string, token: string, now: Date): Promise<unknown> {
  try {
    const { payload } = await jwtVerify(token, keyOf(secret), {
      algorithms: [algorithm],
      issuer,
      audience,
      currentDate: now,
      clockTolerance: leewaySeconds,
      // Also refuses a token that claims to be issued in the future.
      maxTokenAge: longestLifetimeSeconds,
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw refusal();
    throw error;
  }
}

// One message for every reason: which check failed helps only who forges.
const refusal = () => unauthenticated('The access token is not valid. Sign in again.');

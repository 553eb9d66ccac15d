import { createHash } from 'node:crypto';
import {
  anonymousClaims,
  apiKeyViewerQuery,
  claimsOfSession,
  keys,
  parseSessionRecord,
  parseSessionViewer,
  serviceClaims,
  serviceUnavailable,
  sessionViewerQuery,
  unauthenticated,
  newId,
  verifyAccessToken,
  type KeyValueStore,
  type ViewerClaims,
} from '@waris/service-kit';
import { LRUCache } from 'lru-cache';
import type { Gateway } from '../create-gateway.ts';
import type { Authenticate } from '../http/serve-gateway.ts';

const apiKeyPrefix = 'wk_';
// Less than identity's marks of revoked keys last; while the store is away, a key works so much longer.
const apiKeyCacheMs = 10_000;

/**
 * Access tokens are checked against the session store, so that a sign-out holds at once;
 * identity is asked when the store does not know the session. API keys are asked of identity.
 */
export function createAuthenticator(options: {
  readonly tokenSecret: string;
  readonly sessions: KeyValueStore;
  readonly gateway: Pick<Gateway, 'dataSourceOf'>;
  readonly now: () => Date;
}): Authenticate {
  const apiKeys = new LRUCache<string, ViewerClaims>({ max: 1_000, ttl: apiKeyCacheMs });

  const viewerOfToken = async (token: string): Promise<ViewerClaims> => {
    const now = options.now();
    const { userId, sessionId } = await verifyAccessToken(options.tokenSecret, token, now);
    const record = parseSessionRecord(await options.sessions.get(keys.session(userId)));
    const known = record === null ? null : claimsOfSession(record, sessionId, now);
    const viewer =
      known ?? (await askIdentity(options.gateway, sessionViewerQuery, { userId, sessionId }));
    if (viewer === null) throw unauthenticated('The session has ended. Sign in again.');
    return viewer;
  };

  const knownApiKey = async (keyHash: string): Promise<ViewerClaims | null> => {
    const known = apiKeys.get(keyHash);
    if (known === undefined) return null;
    const revoked = await options.sessions.get(keys.revokedApiKey(known.id));
    return revoked === null ? known : null;
  };

  const viewerOfApiKey = async (key: string): Promise<ViewerClaims> => {
    const keyHash = createHash('sha256').update(key).digest('hex');
    const viewer =
      (await knownApiKey(keyHash)) ??
      (await askIdentity(options.gateway, apiKeyViewerQuery, { keyHash }));
    if (viewer === null) throw unauthenticated('The API key is not valid.');
    apiKeys.set(keyHash, viewer);
    return viewer;
  };

  return async (authorization) => {
    if (authorization === undefined) return anonymousClaims;
    const [scheme, credential, ...rest] = authorization.split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || credential === undefined || rest.length > 0) {
      throw unauthenticated('The authorization header is "Bearer", a space and the token.');
    }
    return credential.startsWith(apiKeyPrefix)
      ? viewerOfApiKey(credential)
      : viewerOfToken(credential);
  };
}

async function askIdentity(
  gateway: Pick<Gateway, 'dataSourceOf'>,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<ViewerClaims | null> {
  const identity = gateway.dataSourceOf('identity');
  if (identity === undefined) throw new Error('The supergraph has no identity subgraph.');
  const { data, errors } = await identity.execute({
    query,
    variables,
    viewer: serviceClaims('gateway'),
    requestId: newId(),
  });
  if (errors !== undefined) throw serviceUnavailable('Signing in');
  return parseSessionViewer(data);
}

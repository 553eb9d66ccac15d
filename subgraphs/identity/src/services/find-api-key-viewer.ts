import type { ViewerClaims } from '@waris/service-kit';
import { requireService } from './find-session-viewer.ts';
import type { ServiceContext } from './service-context.ts';

const hexSha256 = /^[0-9a-f]{64}$/;

/** The viewer of an API key by the SHA-256 of the key, or null when it is good no more. */
export async function findApiKeyViewer(
  context: ServiceContext,
  { keyHash }: { readonly keyHash: string },
): Promise<ViewerClaims | null> {
  requireService(context);
  if (!hexSha256.test(keyHash)) return null;
  const key = await context.store.apiKeys.use(Buffer.from(keyHash, 'hex'), context.now());
  if (key === null) return null;
  const { id, permissions, scope } = key;
  return { kind: 'apiKey', id, sessionId: null, roles: [], permissions, scope };
}

import {
  claimsOfSession,
  PublicError,
  type RequestContext,
  type ViewerClaims,
} from '@waris/service-kit';
import { isUuid } from '../domain/uuid.ts';
import type { ServiceContext } from './service-context.ts';
import { writeSessionRecord } from './session-records.ts';

/** The viewer of a sign-in as PostgreSQL has it now, or null when it is good no more. */
export async function findSessionViewer(
  context: ServiceContext,
  { userId, sessionId }: { readonly userId: string; readonly sessionId: string },
): Promise<ViewerClaims | null> {
  requireService(context);
  if (!isUuid(userId) || !isUuid(sessionId)) return null;
  const user = await context.store.users.findSelf(userId);
  if (user === null || !user.active) return null;
  return claimsOfSession(await writeSessionRecord(context, user), sessionId, context.now());
}

export function requireService(context: RequestContext): void {
  context.viewer.requireSignedIn();
  if (context.viewer.kind !== 'service') {
    throw new PublicError('FORBIDDEN', 'Only a service of WARIS may ask this.');
  }
}

import { PublicError, type RequestContext } from '@waris/service-kit';

/** The sign-in of the person who asks. API keys and services are not persons: FORBIDDEN. */
export function requirePerson(context: RequestContext): {
  readonly userId: string;
  readonly sessionId: string;
} {
  const { viewer } = context;
  viewer.requireSignedIn();
  if (viewer.kind !== 'user' || viewer.sessionId === null) {
    throw new PublicError('FORBIDDEN', 'Only a signed-in person may do this.');
  }
  return { userId: viewer.id, sessionId: viewer.sessionId };
}

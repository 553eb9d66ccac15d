import { fail, ok, unauthenticated, type Result } from '@waris/service-kit';
import { invalidInput, type InvalidInput } from '../domain/refusals.ts';
import type { Session } from '../domain/session.ts';
import { refreshTokenOf, sessionIdOf, sha256 } from '../domain/tokens.ts';
import { auditRecord } from './audit.ts';
import { issueTokens } from './issue-tokens.ts';
import type { ServiceContext } from './service-context.ts';
import { changingAccess } from './session-records.ts';
import type { SignedIn } from './sign-in.ts';

export async function refreshSession(
  context: ServiceContext,
  input: { readonly refreshToken: string },
): Promise<Result<SignedIn, InvalidInput>> {
  const id = sessionIdOf(input.refreshToken);
  if (id === null) return fail(invalidInput('This is no refresh token.', 'refreshToken'));

  const { sessions, users } = context.store;
  const next = refreshTokenOf(id, context.newSecret());
  const rotated = await sessions.rotate(
    id,
    sha256(input.refreshToken),
    sha256(next),
    context.now(),
  );
  const session = await sessions.find(id);
  if (!rotated || session === null) {
    if (session !== null && isGood(session, context.now())) await endFamily(context, session);
    throw unauthenticated('The session has ended. Sign in again.');
  }
  const user = await users.findSelf(session.userId);
  if (user === null) throw new Error('A session without its account.');
  return ok({ session: await issueTokens(context, session, next), user });
}

const isGood = (session: Session, now: Date) =>
  session.revokedAt === null && session.expiresAt > now;

/** An older token came back: one of the two who hold tokens of this session stole them. */
async function endFamily(context: ServiceContext, session: Session): Promise<void> {
  const { id, userId } = session;
  await changingAccess(context, userId, () =>
    context.store.inTransaction(async (store) => {
      const reason = 'refresh token used twice';
      const ended = await store.sessions.revoke({ userId, only: id }, reason, context.now());
      if (ended === 0) return;
      await store.appendAudit(
        auditRecord(
          context,
          'identity.session.refreshTokenReused',
          { type: 'Session', id },
          { userId },
        ),
      );
    }),
  );
}

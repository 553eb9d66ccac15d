import { fail, ok, type Result } from '@waris/service-kit';
import { notFound, type NotFound } from '../domain/refusals.ts';
import type { User } from '../domain/user.ts';
import { auditRecord, userSubject } from './audit.ts';
import { requirePerson } from './require-person.ts';
import type { ServiceContext } from './service-context.ts';
import { changingAccess } from './session-records.ts';

export async function signOut(
  context: ServiceContext,
  input: { readonly everywhere: boolean },
): Promise<Result<User, NotFound>> {
  const { userId, sessionId } = requirePerson(context);
  const user = await context.store.users.findSelf(userId);
  if (user === null) return fail(notFound('There is no such account.'));

  const choice = input.everywhere ? { userId } : { userId, only: sessionId };
  await changingAccess(context, userId, () =>
    context.store.inTransaction(async (store) => {
      const ended = await store.sessions.revoke(choice, 'signed out', context.now());
      const subject = input.everywhere ? userSubject(userId) : { type: 'Session', id: sessionId };
      await store.appendAudit(
        auditRecord(context, 'identity.session.signedOut', subject, { ended }),
      );
    }),
  );
  return ok(user);
}

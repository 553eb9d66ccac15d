import { fail, ok, unauthenticated, type Result } from '@waris/service-kit';
import { checkNewPassword, isTooLong, tooLong } from '../domain/account-rules.ts';
import type { InvalidCredentials, InvalidInput, TooManyAttempts } from '../domain/refusals.ts';
import type { User } from '../domain/user.ts';
import { auditRecord, userSubject } from './audit.ts';
import { requirePerson } from './require-person.ts';
import type { ServiceContext } from './service-context.ts';
import { changingAccess } from './session-records.ts';
import { tooManyAttempts } from './sign-in.ts';

const attemptsPerMinute = 10;

const wrongPassword: InvalidCredentials = {
  kind: 'InvalidCredentials',
  message: 'The current password is another one.',
  path: ['currentPassword'],
};

export async function changePassword(
  context: ServiceContext,
  input: { readonly currentPassword: string; readonly newPassword: string },
): Promise<Result<User, InvalidInput | InvalidCredentials | TooManyAttempts>> {
  const { userId, sessionId } = requirePerson(context);
  if (isTooLong(input.currentPassword)) return fail(tooLong('currentPassword'));
  const problem = checkNewPassword(input.newPassword, 'newPassword');
  if (problem !== null) return fail(problem);

  // Somebody else's unlocked screen must not be a place to try passwords at.
  const limits = [{ key: `change:${userId}`, attempts: attemptsPerMinute }];
  const retryAfterSeconds = await context.keyValueStore.takeAttempt(limits, context.now());
  if (retryAfterSeconds !== null) return fail(tooManyAttempts(retryAfterSeconds));

  const user = await context.store.users.findSelf(userId);
  if (user === null || !user.active) throw unauthenticated();
  if (!(await context.passwords.verify(user.passwordHash, input.currentPassword))) {
    const refused = auditRecord(context, 'identity.password.changeRefused', userSubject(userId));
    await context.store.appendAudit(refused);
    return fail(wrongPassword);
  }
  await context.keyValueStore.giveBackAttempt(limits);
  await replacePassword(context, user, sessionId, await context.passwords.hash(input.newPassword));
  return ok(user);
}

async function replacePassword(
  context: ServiceContext,
  user: User,
  sessionId: string,
  passwordHash: string,
): Promise<void> {
  await changingAccess(context, user.id, () =>
    context.store.inTransaction(async (store) => {
      const now = context.now();
      await store.users.setPasswordHash(user.id, passwordHash, now);
      const others = { userId: user.id, except: sessionId };
      const ended = await store.sessions.revoke(others, 'password changed', now);
      await store.appendAudit(
        auditRecord(context, 'identity.password.changed', userSubject(user.id), { ended }),
      );
    }),
  );
}

import { fail, lifetimeSeconds, ok, type AttemptLimit, type Result } from '@waris/service-kit';
import { isTooLong, normalizeEmail, tooLong } from '../domain/account-rules.ts';
import type { InvalidCredentials, InvalidInput, TooManyAttempts } from '../domain/refusals.ts';
import type { SessionTokens } from '../domain/session.ts';
import { refreshTokenOf, sha256 } from '../domain/tokens.ts';
import type { User } from '../domain/user.ts';
import { auditRecord, userSubject } from './audit.ts';
import { issueTokens } from './issue-tokens.ts';
import type { ServiceContext } from './service-context.ts';
import { writeSessionRecord } from './session-records.ts';

export type SignedIn = { readonly session: SessionTokens; readonly user: User };
export type SignInRefusal = InvalidInput | InvalidCredentials | TooManyAttempts;

// One value for every reason, so that no answer tells which accounts exist.
const invalidCredentials: InvalidCredentials = {
  kind: 'InvalidCredentials',
  message: 'E-mail address and password do not belong together.',
  path: [],
};

export async function signIn(
  context: ServiceContext,
  input: { readonly email: string; readonly password: string },
): Promise<Result<SignedIn, SignInRefusal>> {
  if (isTooLong(input.password)) return fail(tooLong('password'));
  const email = normalizeEmail(input.email);
  const limits = attemptLimits(email, context.clientAddress);
  // Before the password is looked at, so that a thousand attempts at once are a thousand attempts.
  const retryAfterSeconds = await context.keyValueStore.takeAttempt(limits, context.now());
  if (retryAfterSeconds !== null) return fail(tooManyAttempts(retryAfterSeconds));

  // Known or not, an account costs one look-up, one hash and one audit record.
  const account = email === null ? null : await context.store.users.findCredentials(email);
  const right = await context.passwords.verify(account?.passwordHash ?? null, input.password);
  if (account === null || !right || !account.active) {
    const subject = userSubject(account?.id ?? 'unknown');
    await context.store.appendAudit(auditRecord(context, 'identity.signIn.refused', subject));
    return fail(invalidCredentials);
  }
  await context.keyValueStore.giveBackAttempt(limits);
  return ok(await openSession(context, account.id));
}

async function openSession(context: ServiceContext, userId: string): Promise<SignedIn> {
  const now = context.now();
  const id = context.newId();
  const refreshToken = refreshTokenOf(id, context.newSecret());
  const expiresAt = new Date(now.getTime() + lifetimeSeconds.session * 1000);
  const session = { id, userId, refreshTokenHash: sha256(refreshToken), expiresAt };
  await context.store.inTransaction(async (store) => {
    await store.sessions.insert(session, now, context.clientAddress ?? null);
    await store.users.recordSignIn(userId, now);
    await store.appendAudit({
      ...auditRecord(context, 'identity.session.opened', { type: 'Session', id }),
      actor: { kind: 'user', id: userId },
    });
  });
  const user = await context.store.users.findSelf(userId);
  if (user === null) throw new Error('The account vanished during its sign-in.');
  await writeSessionRecord(context, user);
  return { session: await issueTokens(context, session, refreshToken), user };
}

const attemptsPerAccount = 10;
const attemptsPerAddress = 100;

/** By account and address together: guessing from elsewhere does not keep the owner out. */
function attemptLimits(email: string | null, address: string | undefined): readonly AttemptLimit[] {
  const account = { key: `account:${email ?? ''}:${address ?? ''}`, attempts: attemptsPerAccount };
  return address === undefined
    ? [account]
    : [account, { key: `address:${address}`, attempts: attemptsPerAddress }];
}

export function tooManyAttempts(retryAfterSeconds: number): TooManyAttempts {
  return {
    kind: 'TooManyAttempts',
    message: `Too many wrong passwords. Try again in ${retryAfterSeconds} s.`,
    path: [],
    retryAfterSeconds,
  };
}

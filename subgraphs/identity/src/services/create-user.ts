import { fail, ok, type Result } from '@waris/service-kit';
import { checkName, checkNewPassword, normalizeEmail } from '../domain/account-rules.ts';
import {
  invalidInput,
  type EmailTaken,
  type ExceedsOwnAccess,
  type InvalidInput,
  type NotFound,
} from '../domain/refusals.ts';
import type { User } from '../domain/user.ts';
import { auditRecord, userSubject } from './audit.ts';
import { parseRoles, type AreasInput } from './requested-access.ts';
import type { ServiceContext } from './service-context.ts';

export type CreateUserInput = {
  readonly email: string;
  readonly displayName: string;
  readonly password: string;
  readonly department?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly roles: readonly string[];
  readonly areas?: AreasInput | null | undefined;
};

export type CreateUserRefusal = InvalidInput | NotFound | EmailTaken | ExceedsOwnAccess;

export async function createUser(
  context: ServiceContext,
  input: CreateUserInput,
): Promise<Result<User, CreateUserRefusal>> {
  context.viewer.require('identity:write');

  const email = normalizeEmail(input.email);
  const problems = problemsOf(input);
  if (email === null) return fail(invalidInput('This is no e-mail address.', 'email'), ...problems);
  if (problems.length > 0) return fail(...problems);

  const requested = await parseRoles(context, context.store, input);
  if (!requested.ok) return requested;
  const { roles, areas } = requested.value;

  const user = {
    id: context.newId(),
    email,
    displayName: input.displayName.trim(),
    department: input.department?.trim() ?? null,
    phone: input.phone?.trim() ?? null,
    passwordHash: await context.passwords.hash(input.password),
  };
  const created = await context.store.inTransaction(async (store) => {
    if (!(await store.users.insertUnlessEmailTaken(user, context.now()))) return null;
    await store.users.replaceAssignments(user.id, roles, areas, context.now());
    const details = { email, roles: roles.map((role) => role.code), areas };
    await store.appendAudit(
      auditRecord(context, 'identity.user.created', userSubject(user.id), details),
    );
    return store.users.findSelf(user.id);
  });
  return created === null ? fail(emailTaken(email)) : ok(created);
}

const maxTextLength = 200;

function problemsOf(input: CreateUserInput): readonly InvalidInput[] {
  const checkText = (text: string | null | undefined, field: string) =>
    (text?.length ?? 0) > maxTextLength
      ? invalidInput(`${field} has at most ${maxTextLength} characters.`, field)
      : null;
  return [
    checkName(input.displayName, 'displayName'),
    checkNewPassword(input.password, 'password'),
    checkText(input.department, 'department'),
    checkText(input.phone, 'phone'),
  ].filter((problem) => problem !== null);
}

const emailTaken = (email: string): EmailTaken => ({
  kind: 'EmailTaken',
  message: `${email} belongs to an account already.`,
  path: ['email'],
});

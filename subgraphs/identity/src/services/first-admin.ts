import { StartError } from '@waris/service-kit';
import { wholeUtility } from '../domain/access.ts';
import { checkNewPassword, normalizeEmail } from '../domain/account-rules.ts';
import { adminRole } from '../domain/built-in-roles.ts';
import { auditRecord, userSubject } from './audit.ts';
import type { ServiceContext } from './service-context.ts';

export type FirstAdmin =
  | { readonly created: false }
  | {
      readonly created: true;
      readonly email: string;
      /** To be shown once; null when the operator chose one. */
      readonly generatedPassword: string | null;
    };

/** Makes the first account, an admin everywhere, unless there is an account already. */
export async function ensureFirstAdmin(
  context: ServiceContext,
  options: { readonly email: string; readonly password?: string | undefined },
): Promise<FirstAdmin> {
  context.viewer.require('identity:write');
  if (await context.store.users.anyExists()) return { created: false };

  const email = normalizeEmail(options.email);
  if (email === null) throw new StartError('WARIS_ADMIN_EMAIL is not an e-mail address.');
  const password = options.password ?? context.newSecret();
  const problem = checkNewPassword(password, 'WARIS_ADMIN_PASSWORD');
  if (problem !== null) throw new StartError(`WARIS_ADMIN_PASSWORD: ${problem.message}`);

  const passwordHash = await context.passwords.hash(password);
  const created = await insertAdmin(context, email, passwordHash);
  return created
    ? { created, email, generatedPassword: options.password === undefined ? password : null }
    : { created };
}

async function insertAdmin(
  context: ServiceContext,
  email: string,
  passwordHash: string,
): Promise<boolean> {
  return context.store.inTransaction(async (store) => {
    // Of two starts at once the second waits here, and then finds the first one's account.
    await store.users.lockAdmins();
    if (await store.users.anyExists()) return false;

    const id = context.newId();
    const details = { displayName: 'Administrator', department: null, phone: null };
    await store.users.insertUnlessEmailTaken(
      { id, email, passwordHash, ...details },
      context.now(),
    );
    const roles = (await store.roles.list()).filter((role) => role.code === adminRole);
    await store.users.replaceAssignments(id, roles, [wholeUtility], context.now());
    await store.appendAudit(
      auditRecord(context, 'identity.user.created', userSubject(id), { email }),
    );
    return true;
  });
}

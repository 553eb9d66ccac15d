import { fail, ok, type Result } from '@waris/service-kit';
import {
  lastAdmin,
  type ExceedsOwnAccess,
  type LastAdmin,
  type NotFound,
} from '../domain/refusals.ts';
import { isAdminEverywhere, type User } from '../domain/user.ts';
import { auditRecord, userSubject } from './audit.ts';
import { findManagedUser } from './managed-user.ts';
import { revokeKeys } from './revoke-keys.ts';
import type { ServiceContext } from './service-context.ts';
import { changingAccess } from './session-records.ts';

export async function deactivateUser(
  context: ServiceContext,
  { userId }: { readonly userId: string },
): Promise<Result<User, NotFound | ExceedsOwnAccess | LastAdmin>> {
  context.viewer.require('identity:write');

  return changingAccess(context, userId, () =>
    context.store.inTransaction(async (store) => {
      await store.users.lockAdmins();
      const managed = await findManagedUser(context, store, userId);
      if (!managed.ok) return managed;
      const last =
        isAdminEverywhere(managed.value) && !(await store.users.anotherAdminExists(userId));
      if (last) return fail(lastAdmin);

      const now = context.now();
      const keys = await store.apiKeys.listGoodOf(userId);
      await store.users.deactivate(userId, now);
      const endedSessions = await store.sessions.revoke({ userId }, 'user deactivated', now);
      const revokedKeys = keys.map((key) => key.id);
      await revokeKeys(context, store, revokedKeys);
      const details = { endedSessions, revokedKeys };
      await store.appendAudit(
        auditRecord(context, 'identity.user.deactivated', userSubject(userId), details),
      );
      return ok({ ...managed.value, active: false });
    }),
  );
}

import { fail, ok, type Result } from '@waris/service-kit';
import { accessOf, areasOf, type Access, type Assignment } from '../domain/access.ts';
import {
  lastAdmin,
  type ExceedsOwnAccess,
  type InvalidInput,
  type LastAdmin,
  type NotFound,
} from '../domain/refusals.ts';
import { isAdminEverywhere, type User } from '../domain/user.ts';
import type { Store } from '../persistence/store.ts';
import { auditRecord, userSubject } from './audit.ts';
import { findManagedUser } from './managed-user.ts';
import { parseRoles, type AreasInput, type RequestedRoles } from './requested-access.ts';
import { revokeKeys } from './revoke-keys.ts';
import type { ServiceContext } from './service-context.ts';
import { changingAccess } from './session-records.ts';

export type AssignRolesInput = {
  readonly userId: string;
  readonly roles: readonly string[];
  readonly areas?: AreasInput | null | undefined;
};

export type AssignRolesRefusal = InvalidInput | NotFound | ExceedsOwnAccess | LastAdmin;

export async function assignRoles(
  context: ServiceContext,
  input: AssignRolesInput,
): Promise<Result<User, AssignRolesRefusal>> {
  context.viewer.require('identity:write');

  return changingAccess(context, input.userId, () =>
    context.store.inTransaction(async (store) => {
      await store.users.lockAdmins();
      const managed = await findManagedUser(context, store, input.userId);
      if (!managed.ok) return managed;
      const requested = await parseRoles(context, store, input);
      if (!requested.ok) return requested;

      const user = managed.value;
      const assignments = assignmentsOf(requested.value);
      const steppingDown = isAdminEverywhere(user) && !isAdminEverywhere({ ...user, assignments });
      if (steppingDown && !(await store.users.anotherAdminExists(user.id))) return fail(lastAdmin);
      return ok(await replaceRoles(context, store, user, requested.value));
    }),
  );
}

const assignmentsOf = ({ roles, areas }: RequestedRoles): readonly Assignment[] =>
  roles.flatMap((role) => areas.map((area) => ({ ...area, role })));

async function replaceRoles(
  context: ServiceContext,
  store: Store,
  user: User,
  { roles, areas }: RequestedRoles,
): Promise<User> {
  const now = context.now();
  await store.users.replaceAssignments(user.id, roles, areas, now);
  const after = await store.users.findSelf(user.id);
  if (after === null) throw new Error('An account vanished while its roles were changed.');

  const revokedKeys = await excessKeys(store, user.id, accessOf(after.assignments));
  await revokeKeys(context, store, revokedKeys);
  const details = { roles: roles.map((role) => role.code), areas, revokedKeys };
  await store.appendAudit(
    auditRecord(context, 'identity.user.rolesAssigned', userSubject(user.id), details),
  );
  return after;
}

/** Keys of the person that allow more than the person may from now on. */
async function excessKeys(
  store: Store,
  userId: string,
  access: Access,
): Promise<readonly string[]> {
  const held = await store.apiKeys.listGoodOf(userId);
  const checked = await Promise.all(
    held.map(async ({ id, permissions, scope }) => {
      const allowed = permissions.every((permission) => access.permissions.includes(permission));
      const within = allowed && (await store.areas.allWithin(access.scope, areasOf(scope)));
      return within ? [] : [id];
    }),
  );
  return checked.flat();
}

import { fail, ok, type AreaScope, type Permission, type Result } from '@waris/service-kit';
import { accessOf, areasOf, type Area, type Role } from '../domain/access.ts';
import {
  exceedsOwnAccess,
  invalidInput,
  notFound,
  type ExceedsOwnAccess,
  type InvalidInput,
  type NotFound,
} from '../domain/refusals.ts';
import type { Store } from '../persistence/store.ts';
import { isUuid } from '../domain/uuid.ts';
import type { ServiceContext } from './service-context.ts';

export type AreasInput = {
  readonly regionIds?: readonly string[] | null | undefined;
  readonly branchIds?: readonly string[] | null | undefined;
  readonly dmaIds?: readonly string[] | null | undefined;
};

const maxAreas = 200;

/** The scope that an input asks for; no input is everywhere, an empty one is refused. */
export function parseAreas(input: AreasInput | null | undefined): Result<AreaScope, InvalidInput> {
  if (input === null || input === undefined) return ok('everywhere');
  const scope = {
    regionIds: [...new Set(input.regionIds ?? [])],
    branchIds: [...new Set(input.branchIds ?? [])],
    dmaIds: [...new Set(input.dmaIds ?? [])],
  };
  const ids = Object.values(scope).flat();
  if (ids.length === 0 || ids.length > maxAreas) {
    return fail(
      invalidInput(`Name 1 to ${maxAreas} areas, or none at all for everywhere.`, 'areas'),
    );
  }
  return ids.every(isUuid) ? ok(scope) : fail(invalidInput('An area id is malformed.', 'areas'));
}

/** Whether the caller holds all of these permissions in all of these areas themself. */
export async function isWithinOwnAccess(
  context: ServiceContext,
  store: Store,
  wanted: { readonly permissions: readonly Permission[]; readonly scope: AreaScope },
): Promise<boolean> {
  const { viewer } = context;
  return (
    wanted.permissions.every((permission) => viewer.may(permission)) &&
    (await store.areas.allWithin(viewer.scope, areasOf(wanted.scope)))
  );
}

export type RequestedRoles = { readonly roles: readonly Role[]; readonly areas: readonly Area[] };

/** The roles and areas of an input, refused when wider than what the caller has. */
export async function parseRoles(
  context: ServiceContext,
  store: Store,
  input: { readonly roles: readonly string[]; readonly areas?: AreasInput | null | undefined },
): Promise<Result<RequestedRoles, InvalidInput | NotFound | ExceedsOwnAccess>> {
  const scope = parseAreas(input.areas);
  if (!scope.ok) return scope;
  const codes = [...new Set(input.roles)];
  if (codes.length === 0) return fail(invalidInput('Name at least one role.', 'roles'));

  const roles = (await store.roles.list()).filter((role) => codes.includes(role.code));
  const unknown = codes.find((code) => !roles.some((role) => role.code === code));
  if (unknown !== undefined) {
    return fail(notFound(`There is no role ${JSON.stringify(unknown.slice(0, 50))}.`, 'roles'));
  }
  const areas = areasOf(scope.value);
  const wanted = accessOf(roles.flatMap((role) => areas.map((area) => ({ ...area, role }))));
  return (await isWithinOwnAccess(context, store, wanted))
    ? ok({ roles, areas })
    : fail(exceedsOwnAccess('These roles or areas are wider than your own access.', 'roles'));
}

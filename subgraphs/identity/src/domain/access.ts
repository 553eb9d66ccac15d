import { allPermissions, type AreaScope, type Permission } from '@waris/service-kit';

export type Role = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
};

/** One region, branch or DMA; all null is everywhere. */
export type Area = {
  readonly regionId: string | null;
  readonly branchId: string | null;
  readonly dmaId: string | null;
};

export type Assignment = Area & { readonly role: Role };

export type Access = {
  readonly roles: readonly string[];
  readonly permissions: readonly Permission[];
  readonly scope: AreaScope;
};

/**
 * What roles allow together. Permissions are not kept per area, so one counts only when it is
 * held in every area of the person: an admin of one region who is a viewer everywhere is a
 * viewer, never an admin everywhere.
 */
export function accessOf(assignments: readonly Assignment[]): Access {
  const byArea = Map.groupBy(assignments, areaKey);
  const everywhere = byArea.get(areaKey(wholeUtility)) ?? [];
  const inEachArea = [...byArea.values()].map(
    (held) => new Set([...held, ...everywhere].flatMap(({ role }) => role.permissions)),
  );
  const permissions =
    inEachArea.length === 0
      ? []
      : allPermissions.filter((permission) => inEachArea.every((held) => held.has(permission)));
  return {
    roles: [...new Set(assignments.map(({ role }) => role.code))].toSorted(),
    permissions,
    scope: scopeOf(assignments),
  };
}

export const wholeUtility: Area = { regionId: null, branchId: null, dmaId: null };

export const isEverywhere = (area: Area): boolean => areaKey(area) === areaKey(wholeUtility);

const areaKey = (area: Area) => `${area.regionId}/${area.branchId}/${area.dmaId}`;

function scopeOf(areas: readonly Area[]): AreaScope {
  if (areas.some(isEverywhere)) return 'everywhere';
  const idsOf = (pick: (area: Area) => string | null) =>
    [...new Set(areas.map(pick).filter((id) => id !== null))].toSorted();
  return {
    regionIds: idsOf((area) => area.regionId),
    branchIds: idsOf((area) => area.branchId),
    dmaIds: idsOf((area) => area.dmaId),
  };
}

/** The areas of a scope, one each. */
export function areasOf(scope: AreaScope): readonly Area[] {
  if (scope === 'everywhere') return [wholeUtility];
  return [
    ...scope.regionIds.map((regionId) => ({ ...wholeUtility, regionId })),
    ...scope.branchIds.map((branchId) => ({ ...wholeUtility, branchId })),
    ...scope.dmaIds.map((dmaId) => ({ ...wholeUtility, dmaId })),
  ];
}

import { allPermissions, type Permission } from '@waris/service-kit';
import fc from 'fast-check';
import {
  accessOf,
  areasOf,
  isEverywhere,
  wholeUtility,
  type Area,
  type Assignment,
} from './access.ts';

const role = (code: string, ...permissions: Permission[]) => ({
  id: code,
  code,
  name: code,
  description: code,
  permissions,
});
const viewer = role('viewer', 'network:read');
const editor = role('editor', 'network:read', 'network:write');
const region = (regionId: string): Area => ({ ...wholeUtility, regionId });

const anArea: fc.Arbitrary<Area> = fc.oneof(
  fc.constant(wholeUtility),
  fc.constantFrom('r1', 'r2').map(region),
  fc.constantFrom('b1', 'b2').map((branchId) => ({ ...wholeUtility, branchId })),
  fc.constantFrom('d1', 'd2').map((dmaId) => ({ ...wholeUtility, dmaId })),
);
const anAssignment: fc.Arbitrary<Assignment> = fc
  .tuple(anArea, fc.constantFrom('a', 'b', 'c'), fc.subarray([...allPermissions]))
  .map(([area, code, permissions]) => ({ ...area, role: role(code, ...permissions) }));

const sameArea = (one: Area, other: Area) =>
  one.regionId === other.regionId && one.branchId === other.branchId && one.dmaId === other.dmaId;

describe('the access that roles give together', () => {
  it('is none at all without a role', () => {
    const nothing = { regionIds: [], branchIds: [], dmaIds: [] };
    expect(accessOf([])).toEqual({ roles: [], permissions: [], scope: nothing });
  });

  it('is all of their permissions when they share their areas', () => {
    const assignments = [region('north'), region('south')].flatMap((area) => [
      { ...area, role: viewer },
      { ...area, role: editor },
    ]);
    expect(accessOf(assignments)).toEqual({
      roles: ['editor', 'viewer'],
      permissions: ['network:read', 'network:write'],
      scope: { regionIds: ['north', 'south'], branchIds: [], dmaIds: [] },
    });
  });

  it('never carries a permission from one area into another', () => {
    const everywhere = { ...wholeUtility, role: viewer };
    const mixed = accessOf([everywhere, { ...region('north'), role: editor }]);
    expect(mixed).toMatchObject({ permissions: ['network:read'], scope: 'everywhere' });
  });

  it('has only permissions that a role gives in each of its areas', () => {
    fc.assert(
      fc.property(fc.array(anAssignment, { maxLength: 6 }), (assignments) => {
        const { permissions, scope } = accessOf(assignments);
        return areasOf(scope).every((area) =>
          permissions.every((permission) =>
            assignments.some(
              (held) =>
                (isEverywhere(held) || sameArea(held, area)) &&
                held.role.permissions.includes(permission),
            ),
          ),
        );
      }),
    );
  });

  it('reaches exactly the areas that were assigned', () => {
    fc.assert(
      fc.property(fc.array(anAssignment, { minLength: 1, maxLength: 6 }), (assignments) => {
        const areas = areasOf(accessOf(assignments).scope);
        return (
          areas.every((area) => assignments.some((held) => sameArea(held, area))) &&
          (assignments.some(isEverywhere) ||
            assignments.every((held) => areas.some((area) => sameArea(held, area))))
        );
      }),
    );
  });
});

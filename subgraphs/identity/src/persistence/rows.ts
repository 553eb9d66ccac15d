import { isPermission, type AreaScope } from '@waris/service-kit';
import type { ApiKey as ApiKeyRow, Prisma } from '../__generated__/prisma/client.ts';
import type { Role } from '../domain/access.ts';
import type { ApiKey } from '../domain/api-key.ts';
import type { UserWithPassword } from '../domain/user.ts';

export const withPermissions = {
  permissions: { select: { permissionCode: true } },
} satisfies Prisma.RoleInclude;

export const withAssignments = {
  roleAssignments: { include: { role: { include: withPermissions } }, orderBy: { id: 'asc' } },
} satisfies Prisma.UserInclude;

type RoleRow = Prisma.RoleGetPayload<{ include: typeof withPermissions }>;
type UserRow = Prisma.UserGetPayload<{ include: typeof withAssignments }>;

export function roleOf(row: RoleRow): Role {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    description: row.description,
    permissions: row.permissions.map(({ permissionCode }) => permissionCode).filter(isPermission),
  };
}

export function userOf(row: UserRow): UserWithPassword {
  return {
    id: row.id,
    email: row.email,
    displayName: row.displayName,
    department: row.department,
    phone: row.phone,
    verified: row.verified,
    active: row.active,
    lastSignInAt: row.lastSignInAt,
    passwordHash: row.passwordHash,
    assignments: row.roleAssignments.map(({ role, regionId, branchId, dmaId }) => ({
      role: roleOf(role),
      regionId,
      branchId,
      dmaId,
    })),
  };
}

export function apiKeyOf(row: ApiKeyRow): ApiKey {
  const scope: AreaScope = row.everywhere
    ? 'everywhere'
    : { regionIds: row.regionIds, branchIds: row.branchIds, dmaIds: row.dmaIds };
  return {
    id: row.id,
    name: row.name,
    prefix: row.keyPrefix,
    permissions: row.permissions.filter(isPermission),
    scope,
    createdById: row.createdById,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    revokedAt: row.revokedAt,
    lastUsedAt: row.lastUsedAt,
  };
}

import { permissions, type Permission } from '@waris/service-kit';
import type { PermissionMapper } from '../mappers.ts';

export function describePermissions(codes: readonly Permission[]): PermissionMapper[] {
  return codes.map((code) => ({ code, description: permissions[code] }));
}

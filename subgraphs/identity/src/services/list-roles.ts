import { allPermissions, type Permission } from '@waris/service-kit';
import type { Role } from '../domain/access.ts';
import type { ServiceContext } from './service-context.ts';

export async function listRoles(context: ServiceContext): Promise<readonly Role[]> {
  context.viewer.require('identity:read');
  return context.store.roles.list();
}

export function listPermissions(context: ServiceContext): readonly Permission[] {
  context.viewer.require('identity:read');
  return allPermissions;
}

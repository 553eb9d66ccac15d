import DataLoader from 'dataloader';
import type { Role } from '../domain/access.ts';
import type { User } from '../domain/user.ts';
import { findUsers } from '../services/find-users.ts';
import type { ServiceContext } from '../services/service-context.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** Per request: what one viewer may see is never kept for another. */
export function createLoaders(context: ServiceContext) {
  return {
    users: new DataLoader<string, User | null>(async (ids) => {
      const users = new Map((await findUsers(context, ids)).map((user) => [user.id, user]));
      return ids.map((id) => users.get(id) ?? null);
    }),
    roles: new DataLoader<string, Role | null>(async (ids) => {
      const roles = new Map((await context.store.roles.list()).map((role) => [role.id, role]));
      return ids.map((id) => roles.get(id) ?? null);
    }),
  };
}

import type { Role } from '../domain/access.ts';
import type { Database } from './prisma.ts';
import { roleOf, withPermissions } from './rows.ts';

export type RoleRepository = ReturnType<typeof roleRepository>;

export function roleRepository(database: Database) {
  return {
    list: async (): Promise<readonly Role[]> => {
      const rows = await database.role.findMany({
        include: withPermissions,
        orderBy: { code: 'asc' },
        take: 200,
      });
      return rows.map(roleOf);
    },
  };
}

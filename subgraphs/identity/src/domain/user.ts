import { accessOf, isEverywhere, type Access, type Assignment } from './access.ts';
import { adminRole } from './built-in-roles.ts';

export type User = {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly department: string | null;
  readonly phone: string | null;
  readonly verified: boolean;
  readonly active: boolean;
  readonly lastSignInAt: Date | null;
  readonly assignments: readonly Assignment[];
};

export type UserWithPassword = User & { readonly passwordHash: string };

export const accessOfUser = (user: User): Access => accessOf(user.assignments);

/** One of those of whom there must always be another. */
export function isAdminEverywhere(user: Pick<User, 'active' | 'assignments'>): boolean {
  return (
    user.active &&
    user.assignments.some((held) => held.role.code === adminRole && isEverywhere(held))
  );
}

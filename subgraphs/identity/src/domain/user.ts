import { accessOf, type Access, type Assignment } from './access.ts';

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

import { newId, type AreaScope, type PageRequest } from '@waris/service-kit';
import { Prisma } from '../__generated__/prisma/client.ts';
import type { Area, Role } from '../domain/access.ts';
import { adminRole } from '../domain/built-in-roles.ts';
import type { User, UserWithPassword } from '../domain/user.ts';
import type { Database } from './prisma.ts';
import { userOf, withAssignments } from './rows.ts';
import { userVisible } from './visibility.ts';

export type NewUser = Pick<
  UserWithPassword,
  'id' | 'email' | 'displayName' | 'department' | 'phone' | 'passwordHash'
>;

export type Credentials = Pick<UserWithPassword, 'id' | 'passwordHash' | 'active'>;

export type UserFilter = {
  readonly search?: string | undefined;
  readonly active?: boolean | undefined;
};

export type UserRepository = ReturnType<typeof userRepository>;

export const userRepository = (database: Database) => ({
  ...userQueries(database),
  ...userChanges(database),
});

function userQueries(database: Database) {
  const findAll = async (ids: readonly string[]): Promise<readonly UserWithPassword[]> => {
    const rows = await database.user.findMany({
      where: { id: { in: [...ids] } },
      include: withAssignments,
      orderBy: { id: 'asc' },
    });
    return rows.map(userOf);
  };

  return {
    /** One look-up, whether the account exists or not: its duration tells nothing. */
    findCredentials: async (email: string): Promise<Credentials | null> =>
      database.user.findUnique({
        where: { email },
        select: { id: true, passwordHash: true, active: true },
      }),

    /** Whatever the caller's area: for what concerns the person themself. */
    findSelf: async (id: string): Promise<UserWithPassword | null> =>
      (await findAll([id]))[0] ?? null,

    /** Those of `ids` whose areas lie within the scope. */
    findVisible: async (ids: readonly string[], scope: AreaScope): Promise<readonly User[]> => {
      const visible = await database.$queryRaw<{ id: string }[]>`
        select u.id from public.users u
        where u.id = any(${[...ids]}::uuid[]) and ${userVisible(scope)}`;
      return findAll(visible.map(({ id }) => id));
    },

    /** One more than the page asks for when there are more. */
    listVisible: async (
      scope: AreaScope,
      filter: UserFilter,
      page: PageRequest<string>,
    ): Promise<readonly User[]> => {
      const visible = await database.$queryRaw<{ id: string }[]>`
        select u.id from public.users u
        where ${userVisible(scope)} and ${matches(filter)}
          and (${page.after}::uuid is null or u.id > ${page.after}::uuid)
        order by u.id limit ${page.first + 1}`;
      return findAll(visible.map(({ id }) => id));
    },

    anyExists: async (): Promise<boolean> =>
      (await database.user.findFirst({ select: { id: true } })) !== null,

    /** Whether someone else may do everything everywhere. */
    anotherAdminExists: async (userId: string): Promise<boolean> => {
      const row = await database.roleAssignment.findFirst({
        where: {
          userId: { not: userId },
          user: { active: true },
          role: { code: adminRole },
          regionId: null,
          branchId: null,
          dmaId: null,
        },
        select: { id: true },
      });
      return row !== null;
    },
  };
}

function userChanges(database: Database) {
  return {
    /** False when the address belongs to an account; checking first would let two take it. */
    insertUnlessEmailTaken: async (user: NewUser, now: Date): Promise<boolean> => {
      const { count } = await database.user.createMany({
        data: [{ ...user, verified: false, createdAt: now, updatedAt: now }],
        skipDuplicates: true,
      });
      return count === 1;
    },

    /** Every role in every area, instead of the assignments before. */
    replaceAssignments: async (
      userId: string,
      roles: readonly Role[],
      areas: readonly Area[],
      now: Date,
    ): Promise<void> => {
      await database.roleAssignment.deleteMany({ where: { userId } });
      await database.roleAssignment.createMany({
        data: roles.flatMap((role) =>
          areas.map((area) => ({ ...area, id: newId(), userId, roleId: role.id, createdAt: now })),
        ),
      });
      await database.user.update({ where: { id: userId }, data: { updatedAt: now } });
    },

    recordSignIn: async (id: string, now: Date): Promise<void> => {
      await database.user.update({ where: { id }, data: { lastSignInAt: now } });
    },

    setPasswordHash: async (id: string, passwordHash: string, now: Date): Promise<void> => {
      await database.user.update({ where: { id }, data: { passwordHash, updatedAt: now } });
    },

    deactivate: async (id: string, now: Date): Promise<void> => {
      await database.user.update({ where: { id }, data: { active: false, updatedAt: now } });
    },

    /** Until the end of the transaction nobody else decides who the admins are. */
    lockAdmins: async (): Promise<void> => {
      await database.$executeRaw`select pg_advisory_xact_lock(5531002)`;
    },
  };
}

function matches({ search, active }: UserFilter): Prisma.Sql {
  // `strpos` takes the text as it is: a `%` in it is a percent sign.
  const text = search?.toLowerCase() ?? null;
  return Prisma.sql`(${active ?? null}::boolean is null or u.active = ${active ?? null}::boolean)
    and (${text}::text is null or strpos(u.email, ${text}::text) > 0
      or strpos(lower(u.display_name), ${text}::text) > 0)`;
}

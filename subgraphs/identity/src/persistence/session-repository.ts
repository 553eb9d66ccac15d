import type { RevocationReason, Session } from '../domain/session.ts';
import type { Database } from './prisma.ts';

export type SessionRepository = ReturnType<typeof sessionRepository>;

/** Which of a person's sign-ins: all, one, or all but one. */
export type SessionChoice =
  | { readonly userId: string }
  | { readonly userId: string; readonly only: string }
  | { readonly userId: string; readonly except: string };

export function sessionRepository(database: Database) {
  return {
    insert: async (
      session: Omit<Session, 'revokedAt'>,
      now: Date,
      ipAddress: string | null,
    ): Promise<void> => {
      await database.session.create({
        data: {
          ...session,
          refreshTokenHash: Uint8Array.from(session.refreshTokenHash),
          createdAt: now,
          refreshedAt: now,
          ipAddress,
        },
      });
    },

    find: async (id: string): Promise<Session | null> =>
      database.session.findUnique({ where: { id } }),

    /** Good ones only, newest first; an old client cannot pile them up without bound. */
    listGood: async (userId: string, now: Date): Promise<readonly Session[]> =>
      database.session.findMany({
        where: { userId, revokedAt: null, expiresAt: { gt: now } },
        orderBy: { id: 'desc' },
        take: 200,
      }),

    /** False when `from` is not the newest token of a good session: of two at once one wins. */
    rotate: async (id: string, from: Uint8Array, to: Uint8Array, now: Date): Promise<boolean> => {
      const { count } = await database.session.updateMany({
        where: {
          id,
          refreshTokenHash: Uint8Array.from(from),
          revokedAt: null,
          expiresAt: { gt: now },
          user: { active: true },
        },
        data: { refreshTokenHash: Uint8Array.from(to), refreshedAt: now },
      });
      return count === 1;
    },

    /** The number that were good until now. */
    revoke: async (choice: SessionChoice, reason: RevocationReason, now: Date): Promise<number> => {
      const id =
        'only' in choice
          ? { id: choice.only }
          : 'except' in choice
            ? { id: { not: choice.except } }
            : {};
      const { count } = await database.session.updateMany({
        where: { userId: choice.userId, revokedAt: null, ...id },
        data: { revokedAt: now, revokedBecause: reason },
      });
      return count;
    },
  };
}

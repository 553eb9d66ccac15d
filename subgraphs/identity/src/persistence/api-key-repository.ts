import { areaScopeParameters, type PageRequest } from '@waris/service-kit';
import type { ApiKey } from '../domain/api-key.ts';
import type { Database } from './prisma.ts';
import { apiKeyOf } from './rows.ts';

export type ApiKeyRepository = ReturnType<typeof apiKeyRepository>;

/** Whose keys may be touched: anybody's, or those one person created. */
export type KeyOwner = 'anybody' | { readonly userId: string };

const minuteMs = 60_000;

export function apiKeyRepository(database: Database) {
  const ofOwner = (owner: KeyOwner) => (owner === 'anybody' ? {} : { createdById: owner.userId });

  return {
    insert: async (key: ApiKey, hash: Uint8Array): Promise<void> => {
      const [everywhere, regionIds, branchIds, dmaIds] = areaScopeParameters(key.scope);
      const { scope: _scope, prefix, permissions, ...columns } = key;
      await database.apiKey.create({
        data: {
          ...columns,
          keyPrefix: prefix,
          keyHash: Uint8Array.from(hash),
          permissions: [...permissions],
          everywhere,
          regionIds: [...regionIds],
          branchIds: [...branchIds],
          dmaIds: [...dmaIds],
        },
      });
    },

    /** A good key of an active account, marked as used now; null for every other. */
    use: async (hash: Uint8Array, now: Date): Promise<ApiKey | null> => {
      const row = await database.apiKey.findFirst({ where: goodKey(hash, now) });
      if (row === null) return null;
      const lastUsed = row.lastUsedAt?.getTime() ?? 0;
      if (now.getTime() - lastUsed >= minuteMs) {
        await database.apiKey.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } });
      }
      return apiKeyOf(row);
    },

    /** One more than the page asks for when there are more. */
    list: async (owner: KeyOwner, page: PageRequest<string>): Promise<readonly ApiKey[]> => {
      const rows = await database.apiKey.findMany({
        where: { ...ofOwner(owner), ...(page.after === null ? {} : { id: { gt: page.after } }) },
        orderBy: { id: 'asc' },
        take: page.first + 1,
      });
      return rows.map(apiKeyOf);
    },

    listGoodOf: async (userId: string): Promise<readonly ApiKey[]> => {
      const rows = await database.apiKey.findMany({
        where: { createdById: userId, revokedAt: null },
        take: 10_000,
      });
      return rows.map(apiKeyOf);
    },

    find: async (id: string, owner: KeyOwner): Promise<ApiKey | null> => {
      const row = await database.apiKey.findFirst({ where: { id, ...ofOwner(owner) } });
      return row === null ? null : apiKeyOf(row);
    },

    /** The number that were good until now. */
    revoke: async (ids: readonly string[], now: Date): Promise<number> => {
      const { count } = await database.apiKey.updateMany({
        where: { id: { in: [...ids] }, revokedAt: null },
        data: { revokedAt: now },
      });
      return count;
    },
  };
}

function goodKey(hash: Uint8Array, now: Date) {
  return {
    keyHash: Uint8Array.from(hash),
    revokedAt: null,
    createdBy: { active: true },
    OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
  };
}

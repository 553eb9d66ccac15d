import type { AreaScope } from '@waris/service-kit';
import type { Area } from '../domain/access.ts';
import type { Database } from './prisma.ts';
import { countOutside } from './visibility.ts';

export type AreaRepository = ReturnType<typeof areaRepository>;

export function areaRepository(database: Database) {
  return {
    /** Whether every one of `areas` lies wholly within the scope. */
    allWithin: async (scope: AreaScope, areas: readonly Area[]): Promise<boolean> => {
      if (scope === 'everywhere') return true;
      const list = JSON.stringify(
        areas.map(({ regionId, branchId, dmaId }) => ({
          region_id: regionId,
          branch_id: branchId,
          dma_id: dmaId,
        })),
      );
      const rows = await database.$queryRaw<{ outside: number }[]>(countOutside(scope, list));
      return rows[0]?.outside === 0;
    },
  };
}

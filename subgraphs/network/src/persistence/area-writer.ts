import type { AuditRecord } from '@waris/database';
import type { AreaScope } from '@waris/service-kit';
import type { Branch, Dma, DmaFacts, Region } from '../domain/register.ts';
import { stamped, type AuditedWrites } from './audited-writes.ts';

/** Writes regions, branches and DMAs. */
export type AreaWriter = {
  /** These three are false, and have done nothing, when the code is taken. */
  readonly insertRegion: (region: Region, audit: AuditRecord) => Promise<boolean>;
  readonly insertBranch: (branch: Branch, audit: AuditRecord) => Promise<boolean>;
  readonly insertDma: (dma: Dma, audit: AuditRecord) => Promise<boolean>;
  /** Null when there is no such DMA in the area. */
  readonly changeDma: (
    scope: AreaScope,
    dmaId: string,
    changes: Partial<DmaFacts>,
    audit: AuditRecord,
  ) => Promise<Dma | null>;
};

// One statement each: checking first would let two callers take the same code.
export function openAreaWriter({ audited, insertIfNew }: AuditedWrites): AreaWriter {
  return {
    insertRegion: (region, audit) =>
      insertIfNew(audit, (transaction) =>
        transaction.region.createMany({ data: [stamped(region, audit)], skipDuplicates: true }),
      ),
    insertBranch: (branch, audit) =>
      insertIfNew(audit, (transaction) =>
        transaction.branch.createMany({ data: [stamped(branch, audit)], skipDuplicates: true }),
      ),
    insertDma: (dma, audit) =>
      insertIfNew(audit, (transaction) =>
        transaction.dma.createMany({ data: [stamped(dma, audit)], skipDuplicates: true }),
      ),
    changeDma: (scope, dmaId, changes, audit) =>
      audited(
        audit,
        async (transaction) => {
          const [changed] = await transaction.dma.updateManyAndReturn({
            where: { id: dmaId, AND: dmaArea(scope) },
            data: { ...changes, updatedAt: audit.occurredAt },
            omit: { createdAt: true, updatedAt: true },
          });
          return changed ?? null;
        },
        (dma) => dma !== null,
      ),
  };
}

function dmaArea(scope: AreaScope) {
  return scope === 'everywhere'
    ? {}
    : {
        OR: [
          { regionId: { in: [...scope.regionIds] } },
          { branchId: { in: [...scope.branchIds] } },
          { id: { in: [...scope.dmaIds] } },
        ],
      };
}

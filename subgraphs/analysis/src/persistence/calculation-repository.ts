import { query, withOutagesTold, type Pool } from '@waris/database';
import {
  areaScopeCondition,
  areaScopeParameters,
  cutPage,
  type AreaScope,
  type Page,
  type PageRequest,
} from '@waris/service-kit';
import { z } from 'zod';
import type { PrismaClient } from '../__generated__/prisma/client.ts';
import type { Calculation } from '../domain/calculation.ts';
import type { Period } from '../domain/period.ts';
import { dataRevisionsSql, overlappingSql } from './calculation-sql.ts';
import { fromRow } from './calculation-row.ts';
import { isUuid } from './dma-repository.ts';
import { keepCalculations, type CalculationToKeep } from './keep-calculations.ts';
import { outdatedCalculations, type OutdatedCalculations } from './outdated-calculations.ts';

export type { Calculation } from '../domain/calculation.ts';
export type { CalculationToKeep } from './keep-calculations.ts';

/** Where a calculation stands among those of its DMA. */
export type CalculationKey = { readonly fromAt: Date; readonly id: string };

export type CalculationPageRequest = PageRequest<CalculationKey> & { readonly dmaId: string };

/** The latest period first; of one period the latest calculation. */
export type CalculationPage = Page<Calculation>;

export type CalculationRepository = OutdatedCalculations & {
  /**
   * Keeps calculations in the place of the current ones of their DMAs and periods, and tells of
   * them, in one transaction. Returns how many: those that were to take the place of one that is
   * no longer current are left out.
   */
  keep(calculations: readonly CalculationToKeep[]): Promise<number>;
  /** By DMA: the highest revision among the published days that a period touches. */
  dataRevisions(dmaIds: readonly string[], period: Period): Promise<ReadonlyMap<string, number>>;
  /** By DMA: periods of current calculations that overlap one without being the same; a few at most. */
  findOverlapping(
    dmaIds: readonly string[],
    period: Period,
    scope: AreaScope,
  ): Promise<ReadonlyMap<string, readonly Period[]>>;
  /** Current ones of this very period. */
  findCurrent(
    dmaIds: readonly string[],
    period: Period,
    scope: AreaScope,
  ): Promise<readonly Calculation[]>;
  findByIds(ids: readonly string[], scope: AreaScope): Promise<readonly Calculation[]>;
  /** In the order of the requests. */
  findPages(
    pages: readonly CalculationPageRequest[],
    scope: AreaScope,
  ): Promise<readonly CalculationPage[]>;
};

const scopeOf = areaScopeCondition(
  { region: 'c.region_id', branch: 'c.branch_id', dma: 'c.dma_id' },
  5,
);

const pagesSql = `
  select p.page::integer as page, c.id
  from unnest($1::uuid[], $2::integer[], $3::timestamptz[], $4::uuid[])
    with ordinality as p (dma_id, wanted, after_from_at, after_id, page)
  cross join lateral (
    select c.id, c.from_at
    from analysis.nrw_calculations c
    where c.dma_id = p.dma_id and ${scopeOf}
      and (p.after_id is null or (c.from_at, c.id) < (p.after_from_at, p.after_id))
    order by c.from_at desc, c.id desc
    limit p.wanted
  ) c
  order by p.page, c.from_at desc, c.id desc`;

const revisionRows = z.array(z.object({ dmaId: z.string(), revision: z.number() }));
const periodRows = z.array(z.object({ dmaId: z.string(), from: z.date(), to: z.date() }));
/** So many are named in a warning. */
const overlapsNamed = 5;

const pageRows = z.array(z.object({ page: z.number(), id: z.string() }));

export function makeCalculationRepository(prisma: PrismaClient, pool: Pool): CalculationRepository {
  const findByIds = async (ids: readonly string[], scope: AreaScope) => {
    const found = await prisma.nrwCalculation.findMany({
      where: { id: { in: ids.filter(isUuid) }, ...scopeFilter(scope) },
    });
    return found.map(fromRow);
  };
  return withOutagesTold<CalculationRepository>({
    keep: (calculations) => keepCalculations(prisma, calculations),
    dataRevisions: async (dmaIds, { from, to }) => {
      const { rows } = await query(pool, dataRevisionsSql, [dmaIds, from, to]);
      return new Map(revisionRows.parse(rows).map(({ dmaId, revision }) => [dmaId, revision]));
    },
    findOverlapping: async (dmaIds, { from, to }, scope) => {
      const { rows } = await query(pool, overlappingSql, [
        dmaIds,
        from,
        to,
        overlapsNamed,
        ...areaScopeParameters(scope),
      ]);
      return Map.groupBy(periodRows.parse(rows), ({ dmaId }) => dmaId);
    },
    findCurrent: async (dmaIds, { from, to }, scope) => {
      const found = await prisma.nrwCalculation.findMany({
        where: {
          dmaId: { in: [...dmaIds] },
          fromAt: from,
          toAt: to,
          supersededById: null,
          ...scopeFilter(scope),
        },
      });
      return found.map(fromRow);
    },
    ...outdatedCalculations(pool, (ids) => findByIds(ids, 'everywhere')),
    findByIds,
    findPages: async (pages, scope) => {
      const { rows } = await query(pool, pagesSql, [
        pages.map((page) => page.dmaId),
        pages.map((page) => page.first + 1),
        pages.map((page) => page.after?.fromAt ?? null),
        pages.map((page) => page.after?.id ?? null),
        ...areaScopeParameters(scope),
      ]);
      const ids = pageRows.parse(rows);
      const found = await findByIds([...new Set(ids.map((row) => row.id))], scope);
      const byId = new Map(found.map((calculation) => [calculation.id, calculation]));
      return pages.map((page, index) => {
        const ofPage = ids.filter((row) => row.page === index + 1);
        const calculations = ofPage
          .map((row) => byId.get(row.id))
          .filter((calculation) => calculation !== undefined);
        return cutPage(calculations, page);
      });
    },
  });
}

function scopeFilter(scope: AreaScope) {
  if (scope === 'everywhere') return {};
  return {
    OR: [
      { regionId: { in: [...scope.regionIds] } },
      { branchId: { in: [...scope.branchIds] } },
      { dmaId: { in: [...scope.dmaIds] } },
    ],
  };
}

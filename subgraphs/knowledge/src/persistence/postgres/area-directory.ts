import { query, type Pool } from '@waris/database';
import { areaScopeCondition, areaScopeParameters, type AreaScope } from '@waris/service-kit';
import { z } from 'zod';
import type { AreaIds, Audience } from '../../domain/document.ts';

/** The areas of the network, as its owner publishes them. */
export type AreaDirectory = {
  /**
   * The audience of these areas, each with what it lies in, so that a branch's people see
   * what is for one of its DMAs. Names instead the ids that do not exist or lie outside
   * `scope`; the two cannot be told apart.
   */
  resolve(areas: AreaIds, scope: AreaScope): Promise<Audience | { readonly unknown: AreaIds }>;
};

const findAreas = `
  select 'region' as kind, region_id as id, region_id, null::uuid as branch_id
  from dma.published_dmas where region_id = any($1::uuid[])
    and ($4::boolean or region_id = any($5::uuid[]))
  union
  select 'branch', branch_id, region_id, branch_id
  from dma.published_dmas where branch_id = any($2::uuid[])
    and ($4::boolean or region_id = any($5::uuid[]) or branch_id = any($6::uuid[]))
  union
  select 'dma', id, region_id, branch_id
  from dma.published_dmas where id = any($3::uuid[])
    and ${areaScopeCondition({ region: 'region_id', branch: 'branch_id', dma: 'id' }, 4)}`;

const resultSchema = z.object({
  rows: z.array(
    z.object({
      kind: z.enum(['region', 'branch', 'dma']),
      id: z.uuid(),
      region_id: z.uuid(),
      branch_id: z.uuid().nullable(),
    }),
  ),
});

export function openAreaDirectory(pool: Pool): AreaDirectory {
  return {
    resolve: async (areas, scope) => {
      const result = await query(pool, findAreas, [
        areas.regionIds.filter(isId),
        areas.branchIds.filter(isId),
        areas.dmaIds.filter(isId),
        ...areaScopeParameters(scope),
      ]);
      const { rows } = resultSchema.parse(result);
      const known = (kind: string) => new Set(rows.filter((r) => r.kind === kind).map((r) => r.id));
      const missing = (ids: readonly string[], kind: string) =>
        ids.filter((id) => !known(kind).has(id.toLowerCase()));
      const unknown = {
        regionIds: missing(areas.regionIds, 'region'),
        branchIds: missing(areas.branchIds, 'branch'),
        dmaIds: missing(areas.dmaIds, 'dma'),
      };
      if (Object.values(unknown).some((ids) => ids.length > 0)) return { unknown };
      return {
        everyone: false,
        regionIds: distinct(rows.map((row) => row.region_id)),
        branchIds: distinct(rows.flatMap((row) => row.branch_id ?? [])),
        dmaIds: distinct(rows.flatMap((row) => (row.kind === 'dma' ? row.id : []))),
      };
    },
  };
}

/** What is no id at all is an area that does not exist, rather than an error of PostgreSQL. */
const isId = (text: string) => z.uuid().safeParse(text).success;

const distinct = (ids: readonly string[]) => [...new Set(ids)].toSorted();

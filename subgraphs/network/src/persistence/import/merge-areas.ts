import type { PoolClient } from '@waris/database';
import type { PlannedDma } from '../../domain/import/plan-dmas.ts';
import type { PlannedBoundary } from '../../domain/import/plan.ts';
import { mergeRows, returningChanges, type Changes } from './merge.ts';

/** What every merge needs: where, when and how to make an id. */
export type MergeContext = {
  readonly client: PoolClient;
  readonly branchId: string;
  readonly regionId: string;
  readonly at: Date;
  readonly newId: () => string;
};

// A name that people gave stays unless the import gives another.
const dmaSql = `
  insert into dma.dmas (id, region_id, branch_id, code, name_th, name_en, mains_length_km, created_at, updated_at)
  select i.id, $1, $2, i.code,
    case when i.named then i.name_th else coalesce(old.name_th, i.name_th) end,
    case when i.named then i.name_en else coalesce(old.name_en, i.name_en) end,
    i.mains_length_km, $3, $3
  from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::boolean[], $9::float8[])
    as i (id, code, name_th, name_en, named, mains_length_km)
  left join dma.dmas old on old.code = i.code
  on conflict (code) do update set name_th = excluded.name_th, name_en = excluded.name_en,
    mains_length_km = excluded.mains_length_km, updated_at = excluded.updated_at
  where (dmas.name_th, dmas.name_en, dmas.mains_length_km)
    is distinct from (excluded.name_th, excluded.name_en, excluded.mains_length_km)
  ${returningChanges}`;

export function mergeDmas(context: MergeContext, rows: readonly PlannedDma[]): Promise<Changes> {
  return mergeRows(context.client, {
    sql: dmaSql,
    before: [context.regionId, context.branchId, context.at],
    rows,
    toColumns: (dmas) => [
      dmas.map(context.newId),
      dmas.map(({ code }) => code),
      dmas.map(({ nameTh }) => nameTh),
      dmas.map(({ nameEn }) => nameEn),
      dmas.map(({ isNamed }) => isNamed),
      dmas.map(({ mainsLengthKm }) => mainsLengthKm),
    ],
  });
}

// What people drew stays.
const boundarySql = `
  insert into spatial.dma_boundaries (dma_id, geom, area_km2, perimeter_km, centroid, derived, updated_at)
  select dma_id, geom, st_area(geom::geography) / 1e6, st_perimeter(geom::geography) / 1e3,
    st_centroid(geom::geography)::geometry, true, $1
  from (
    select d.id as dma_id, st_multi(st_collectionextract(
      st_makevalid(st_setsrid(st_geomfromgeojson(i.boundary), 4326)), 3)) as geom
    from unnest($2::text[], $3::text[]) as i (dma_code, boundary)
    join dma.dmas d on d.code = i.dma_code
  ) as drawn
  where not st_isempty(geom)
  on conflict (dma_id) do update set geom = excluded.geom, area_km2 = excluded.area_km2,
    perimeter_km = excluded.perimeter_km, centroid = excluded.centroid, updated_at = excluded.updated_at
  where dma_boundaries.derived and dma_boundaries.geom is distinct from excluded.geom
  returning dma_id as id, (xmax = 0) as inserted`;

export function mergeBoundaries(
  { client, at }: MergeContext,
  rows: readonly PlannedBoundary[],
): Promise<Changes> {
  return mergeRows(client, {
    sql: boundarySql,
    before: [at],
    rows,
    toColumns: (boundaries) => [
      boundaries.map(({ dmaCode }) => dmaCode),
      boundaries.map(({ boundary }) => JSON.stringify(boundary)),
    ],
  });
}

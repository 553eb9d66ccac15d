import {
  appendToOutbox,
  auditMessage,
  inTransaction,
  type AuditRecord,
  type Pool,
} from '@waris/database';
import type { MultiPolygon } from '../domain/geometry.ts';
import type { Dma } from '../domain/register.ts';

export type Overlap = {
  readonly dmaId: string;
  /** Common area as a part of the smaller of the two. */
  readonly ratio: number;
};

export type BoundaryOutcome =
  | { readonly kind: 'Invalid'; readonly reason: string }
  | { readonly kind: 'Overlapping'; readonly worst: Overlap }
  | { readonly kind: 'Set'; readonly overlaps: readonly Overlap[] };

export type BoundaryWriter = {
  /** Sets the boundary unless it is invalid or covers more than `tolerance` of a neighbour. */
  readonly set: (
    dma: Dma,
    boundary: MultiPolygon,
    tolerance: number,
    audit: AuditRecord,
  ) => Promise<BoundaryOutcome>;
};

const geometry = (parameter: string) => `st_setsrid(st_geomfromgeojson(${parameter}::text), 4326)`;

const findOverlaps = `
  with drawn as materialized (select ${geometry('$1')} as geom),
  shared as (
    select g.dma_id, st_area(st_intersection(g.geom, drawn.geom)::geography) as common_m2,
      least(g.area_km2 * 1e6, st_area(drawn.geom::geography)) as smaller_m2
    from drawn join spatial.dma_boundaries g on g.geom && drawn.geom
      join dma.dmas d on d.id = g.dma_id
    where d.branch_id = $2 and d.id <> $3
  )
  select dma_id as "dmaId", common_m2 / smaller_m2 as ratio from shared
  where common_m2 > 1 and smaller_m2 > 0 order by ratio desc limit 20`;

const putBoundary = `
  insert into spatial.dma_boundaries (dma_id, geom, area_km2, perimeter_km, centroid, derived, updated_at)
  select $2, geom, st_area(geom::geography) / 1e6, st_perimeter(geom::geography) / 1e3,
    st_centroid(geom::geography)::geometry, false, $3
  from (select st_multi(st_forcepolygonccw(${geometry('$1')})) as geom) as drawn
  on conflict (dma_id) do update set geom = excluded.geom, area_km2 = excluded.area_km2,
    perimeter_km = excluded.perimeter_km, centroid = excluded.centroid, derived = false,
    updated_at = excluded.updated_at`;

export function openBoundaryWriter(pool: Pool): BoundaryWriter {
  return {
    set: (dma, boundary, tolerance, audit) =>
      inTransaction(pool, async (client) => {
        const drawn = JSON.stringify(boundary);
        const { rows } = await client.query<{ reason: string }>(
          `select st_isvalidreason(${geometry('$1')}) as reason`,
          [drawn],
        );
        const reason = rows[0]?.reason ?? '';
        if (reason !== 'Valid Geometry') return { kind: 'Invalid', reason };

        // Two neighbours drawn at once must see each other.
        await client.query('select id from dma.branches where id = $1 for no key update', [
          dma.branchId,
        ]);
        const { rows: overlaps } = await client.query<Overlap>(findOverlaps, [
          drawn,
          dma.branchId,
          dma.id,
        ]);
        const worst = overlaps[0];
        if (worst !== undefined && worst.ratio > tolerance) return { kind: 'Overlapping', worst };

        await client.query(putBoundary, [drawn, dma.id, audit.occurredAt]);
        await appendToOutbox(client, auditMessage(audit));
        return { kind: 'Set', overlaps };
      }),
  };
}

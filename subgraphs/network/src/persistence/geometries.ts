import { query, type Pool } from '@waris/database';
import { areaScopeParameters, type AreaScope } from '@waris/service-kit';
import type { Boundary, Dma } from '../domain/register.ts';
import * as listings from './listings.ts';
import type { Listing } from './listing.ts';

/** Where things are, as GeoJSON; null for what has no geometry or lies outside the area. */
export type Geometries = {
  readonly boundaries: (
    scope: AreaScope,
    dmaIds: readonly string[],
  ) => Promise<readonly (object | null)[]>;
  readonly boundaryFacts: (
    scope: AreaScope,
    dmaIds: readonly string[],
  ) => Promise<readonly (Boundary | null)[]>;
  readonly meterLocations: (
    scope: AreaScope,
    meterIds: readonly string[],
  ) => Promise<readonly (object | null)[]>;
  readonly pipePaths: (
    scope: AreaScope,
    pipeIds: readonly string[],
  ) => Promise<readonly (object | null)[]>;
  readonly dmaAt: (scope: AreaScope, longitude: number, latitude: number) => Promise<Dma | null>;
};

// Seven decimals of a degree are a centimetre.
const geoJson = (column: string) => `st_asgeojson(${column}, 7)::jsonb`;

export function openGeometries(pool: Pool): Geometries {
  const readAll = async <Value>(
    listing: Listing,
    join: string,
    value: string,
    scope: AreaScope,
    ids: readonly string[],
  ): Promise<readonly (Value | null)[]> => {
    const { rows } = await query<{ id: string; value: Value }>(
      pool,
      `select ${listing.id}, ${value} as value from ${listing.from} join ${join}
       where ${listing.id} = any($5::uuid[]) and ${listing.inArea}`,
      [...areaScopeParameters(scope), ids],
    );
    const byId = new Map(rows.map((row) => [row.id, row.value]));
    return ids.map((id) => byId.get(id) ?? null);
  };
  const boundary = 'spatial.dma_boundaries g on g.dma_id = d.id';

  return {
    boundaries: (scope, ids) => readAll(listings.dmas, boundary, geoJson('g.geom'), scope, ids),
    boundaryFacts: (scope, ids) =>
      readAll(
        listings.dmas,
        boundary,
        `jsonb_build_object('areaKm2', g.area_km2, 'perimeterKm', g.perimeter_km,
           'centroid', ${geoJson('g.centroid')})`,
        scope,
        ids,
      ),
    meterLocations: (scope, ids) =>
      readAll(
        listings.meters,
        'spatial.meter_locations g on g.meter_id = m.id',
        geoJson('g.geom'),
        scope,
        ids,
      ),
    pipePaths: (scope, ids) =>
      readAll(
        listings.pipes,
        'spatial.pipe_network g on g.pipe_id = p.id',
        geoJson('g.geom'),
        scope,
        ids,
      ),
    dmaAt: async (scope, longitude, latitude) => {
      const { rows } = await query<Dma>(
        pool,
        `select ${listings.dmas.columns} from ${listings.dmas.from} join ${boundary}
         where st_intersects(g.geom, st_setsrid(st_makepoint($5, $6), 4326))
           and ${listings.dmas.inArea}
         order by g.area_km2, d.code limit 1`,
        [...areaScopeParameters(scope), longitude, latitude],
      );
      return rows[0] ?? null;
    },
  };
}

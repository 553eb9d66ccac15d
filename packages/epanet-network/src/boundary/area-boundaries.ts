import type { AreaPartition } from '../areas/area.ts';
import { linkCourse } from '../coordinates/place-coordinates.ts';
import type { MultiPolygon } from '../coordinates/position.ts';
import type { Project } from '../coordinates/projection.ts';
import type { InpNetwork } from '../network.ts';
import { dissolvedCells } from './dissolved-cells.ts';
import { polygonsOf } from './rings.ts';
import { areaSites, beltAround, jittered } from './sites.ts';

/**
 * A boundary for each area: the ground nearer to its pipes than to another area's, out to about
 * `buffer` (in the file's plane; by default 1.5 median pipes). Boundaries never overlap.
 */
export function areaBoundaries(
  network: InpNetwork,
  partition: AreaPartition,
  project: Project,
  options: { readonly buffer?: number } = {},
): ReadonlyMap<string, MultiPolygon> {
  const buffer = options.buffer ?? 1.5 * medianPipe(network, partition);
  const sites = areaSites(network, partition, buffer / 8);
  if (sites.length === 0 || !(buffer > 0)) {
    return new Map();
  }
  const rings = dissolvedCells(jittered([...sites, ...beltAround(sites, buffer)], buffer * 1e-4));
  const boundaries = new Map<string, MultiPolygon>();
  for (const area of partition.areas) {
    const polygons = polygonsOf(rings.get(area.code) ?? []);
    boundaries.set(area.code, {
      type: 'MultiPolygon',
      coordinates: polygons.map((polygon) => polygon.map((ring) => ring.map(project))),
    });
  }
  return boundaries;
}

function medianPipe(network: InpNetwork, partition: AreaPartition): number {
  const lengths = [...partition.areaOfPipe.keys()]
    .map((pipe) => {
      const course = linkCourse(network, pipe);
      const first = course[0];
      const last = course.at(-1);
      return first === undefined || last === undefined
        ? 0
        : Math.hypot(last.x - first.x, last.y - first.y);
    })
    .filter((length) => length > 0)
    .toSorted((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
}

import type { AreaPartition } from '../areas/area.ts';
import { linkCourse } from '../coordinates/place-coordinates.ts';
import type { InpNetwork, PlanePoint } from '../network.ts';

/** A point whose surroundings belong to an area; null: to none. */
export interface Site extends PlanePoint {
  readonly area: string | null;
}

/** Points along the pipes of each area, at most `spacing` apart, and its junctions. */
export function areaSites(
  network: InpNetwork,
  partition: AreaPartition,
  spacing: number,
): readonly Site[] {
  const sites: Site[] = [];
  for (const [id, area] of partition.areaOfNode) {
    const node = network.nodes.get(id);
    if (node !== undefined) {
      sites.push({ x: node.x, y: node.y, area });
    }
  }
  for (const [pipe, area] of partition.areaOfPipe) {
    const link = network.links.get(pipe);
    const startArea = partition.areaOfNode.get(link?.startNode ?? '') ?? area;
    const endArea = partition.areaOfNode.get(link?.endNode ?? '') ?? area;
    const points = alongCourse(linkCourse(network, pipe), spacing);
    // A pipe between two areas is theirs up to its middle.
    const half = points.length / 2;
    for (const [index, point] of points.entries()) {
      sites.push({ ...point, area: index < half ? startArea : endArea });
    }
  }
  return sites;
}

function alongCourse(course: readonly PlanePoint[], spacing: number): PlanePoint[] {
  const points: PlanePoint[] = [];
  for (const [index, to] of course.entries()) {
    const from = course[index - 1];
    if (from === undefined) {
      continue;
    }
    const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / spacing);
    for (let step = 1; step < steps; step += 1) {
      const share = step / steps;
      points.push({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
    }
    if (index < course.length - 1) {
      points.push({ x: to.x, y: to.y });
    }
  }
  return points;
}

/** A belt of points that belong to no area, between one and two and a half `buffer` from all sites. */
export function beltAround(sites: readonly Site[], buffer: number): readonly Site[] {
  const step = buffer / 2;
  const reach = 5;
  const squares = new Map<string, { x: number; y: number; nearest: number }>();
  for (const site of sites) {
    const column = Math.round(site.x / step);
    const row = Math.round(site.y / step);
    for (let i = column - reach; i <= column + reach; i += 1) {
      for (let j = row - reach; j <= row + reach; j += 1) {
        const x = i * step;
        const y = j * step;
        const distance = Math.hypot(x - site.x, y - site.y);
        const key = `${i} ${j}`;
        const known = squares.get(key);
        if (known === undefined) {
          squares.set(key, { x, y, nearest: distance });
        } else if (distance < known.nearest) {
          known.nearest = distance;
        }
      }
    }
  }
  return [...squares.values()]
    .filter(({ nearest }) => nearest > buffer && nearest <= buffer * 2.5)
    .map(({ x, y }) => ({ x, y, area: null }));
}

/**
 * Moves each site by a hair, always the same way. Regular streets put four sites on one circle,
 * where Voronoi cells would touch in a point and rings would meet themselves.
 */
export function jittered(sites: readonly Site[], amount: number): readonly Site[] {
  return sites.map((site, index) => ({
    x: site.x + amount * (fraction(index * 2) - 0.5),
    y: site.y + amount * (fraction(index * 2 + 1) - 0.5),
    area: site.area,
  }));
}

function fraction(index: number): number {
  const mixed = Math.imul(index + 1, 0x9e3779b1);
  const again = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return ((again ^ (again >>> 13)) >>> 0) / 2 ** 32;
}

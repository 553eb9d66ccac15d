import Delaunator from 'delaunator';
import type { PlanePoint } from '../network.ts';
import type { Site } from './sites.ts';

export type PlaneRing = readonly PlanePoint[];

interface Triangulation {
  readonly sites: readonly Site[];
  /** Site at which each half-edge starts; three in a row make a triangle. */
  readonly triangles: Uint32Array;
  /** The same edge seen from the neighbouring triangle; −1 on the hull. */
  readonly twins: Int32Array;
  readonly hull: Uint32Array;
}

/**
 * The rings around each area's Voronoi cells, edges between cells of one area left out. Exteriors
 * run counter-clockwise, holes clockwise. Neighbours share their edges exactly: no gap, no overlap.
 */
export function dissolvedCells(sites: readonly Site[]): ReadonlyMap<string, readonly PlaneRing[]> {
  const all = triangulate(sites);
  const enclosed = enclosedOutside(all);
  const kept = enclosed.size === 0 ? all : triangulate(sites.filter((_, i) => !enclosed.has(i)));
  return ringsOf(kept);
}

function triangulate(sites: readonly Site[]): Triangulation {
  const { triangles, halfedges, hull } = Delaunator.from(
    [...sites],
    (site) => site.x,
    (site) => site.y,
  );
  return { sites, triangles, twins: halfedges, hull };
}

// Outside sites cut off by areas all round, such as a large block: left out, the areas close over.
function enclosedOutside({ sites, triangles, hull }: Triangulation): ReadonlySet<number> {
  const neighbours = new Map<number, number[]>();
  for (let edge = 0; edge < triangles.length; edge += 1) {
    const from = triangles[edge] ?? 0;
    const to = triangles[nextEdge(edge)] ?? 0;
    if (sites[from]?.area === null && sites[to]?.area === null) {
      const list = neighbours.get(from);
      if (list === undefined) {
        neighbours.set(from, [to]);
      } else {
        list.push(to);
      }
    }
  }
  const open = new Set([...hull].filter((index) => sites[index]?.area === null));
  for (const index of open) {
    for (const next of neighbours.get(index) ?? []) {
      open.add(next);
    }
  }
  return new Set(
    [...sites.keys()].filter((index) => sites[index]?.area === null && !open.has(index)),
  );
}

function ringsOf(triangulation: Triangulation): ReadonlyMap<string, readonly PlaneRing[]> {
  const { sites, triangles, twins } = triangulation;
  const counterClockwise = isCounterClockwise(triangulation);
  // For each area, the triangle that follows each triangle along the area's edge. An area passes
  // a triangle at most once, so rings never meet.
  const nextOf = new Map<string, Map<number, number>>();
  for (let edge = 0; edge < triangles.length; edge += 1) {
    const twin = twins[edge] ?? -1;
    const area = sites[triangles[edge] ?? 0]?.area ?? null;
    const other = sites[triangles[nextEdge(edge)] ?? 0]?.area ?? null;
    if (area === null || twin < 0 || area === other) {
      continue;
    }
    const own = Math.floor(edge / 3);
    const across = Math.floor(twin / 3);
    const next = nextOf.get(area) ?? new Map<number, number>();
    next.set(counterClockwise ? across : own, counterClockwise ? own : across);
    nextOf.set(area, next);
  }
  const rings = new Map<string, PlaneRing[]>();
  for (const [area, next] of nextOf) {
    rings.set(area, closeRings(triangulation, next));
  }
  return rings;
}

function closeRings(triangulation: Triangulation, next: Map<number, number>): PlaneRing[] {
  const rings: PlaneRing[] = [];
  for (const start of next.keys()) {
    const ring: PlanePoint[] = [];
    for (let triangle = next.get(start); triangle !== undefined; triangle = next.get(triangle)) {
      const at: number = triangle;
      ring.push(circumcentre(triangulation, at));
      if (at === start) {
        break;
      }
    }
    for (let at: number | undefined = start; at !== undefined;) {
      const following = next.get(at);
      next.delete(at);
      at = following;
    }
    const [first] = ring;
    if (first !== undefined && ring.length > 2) {
      rings.push([...ring, first]);
    }
  }
  return rings;
}

function nextEdge(edge: number): number {
  return edge % 3 === 2 ? edge - 2 : edge + 1;
}

function corner({ sites, triangles }: Triangulation, edge: number): PlanePoint {
  return sites[triangles[edge] ?? 0] ?? { x: 0, y: 0 };
}

function isCounterClockwise(triangulation: Triangulation): boolean {
  const [a, b, c] = [0, 1, 2].map((edge) => corner(triangulation, edge));
  return a === undefined || b === undefined || c === undefined
    ? true
    : (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) > 0;
}

function circumcentre(triangulation: Triangulation, triangle: number): PlanePoint {
  const a = corner(triangulation, triangle * 3);
  const b = corner(triangulation, triangle * 3 + 1);
  const c = corner(triangulation, triangle * 3 + 2);
  const bx = b.x - a.x;
  const by = b.y - a.y;
  const cx = c.x - a.x;
  const cy = c.y - a.y;
  const b2 = bx * bx + by * by;
  const c2 = cx * cx + cy * cy;
  const d = 2 * (bx * cy - by * cx);
  return { x: a.x + (cy * b2 - by * c2) / d, y: a.y + (bx * c2 - cx * b2) / d };
}

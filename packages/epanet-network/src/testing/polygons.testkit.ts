import type { PlaneRing } from '../boundary/dissolved-cells.ts';
import { isInsideRing } from '../boundary/rings.ts';
import type { MultiPolygon } from '../coordinates/position.ts';
import type { PlanePoint } from '../network.ts';

export function planeRings(boundary: MultiPolygon): PlaneRing[] {
  return boundary.coordinates.flatMap((polygon) =>
    polygon.map((ring) => ring.map(([x, y]) => ({ x, y }))),
  );
}

/** By the even-odd rule over all rings, as holes demand. */
export function isInside(point: PlanePoint, boundary: MultiPolygon): boolean {
  return planeRings(boundary).filter((ring) => isInsideRing(point, ring)).length % 2 === 1;
}

/** How many pairs of edges cross; edges that share an end, or coincide, do not. */
export function crossings(rings: readonly PlaneRing[]): number {
  const edges = rings
    .flatMap((ring) => ring.slice(1).map((to, index) => ({ from: ring[index] ?? to, to })))
    .toSorted((a, b) => Math.min(a.from.x, a.to.x) - Math.min(b.from.x, b.to.x));
  let count = 0;
  for (const [index, a] of edges.entries()) {
    const right = Math.max(a.from.x, a.to.x);
    for (let other = index + 1; other < edges.length; other += 1) {
      const b = edges[other] ?? a;
      if (Math.min(b.from.x, b.to.x) > right) {
        break;
      }
      const apart =
        side(a.from, a.to, b.from) * side(a.from, a.to, b.to) >= 0 ||
        side(b.from, b.to, a.from) * side(b.from, b.to, a.to) >= 0;
      count += apart ? 0 : 1;
    }
  }
  return count;
}

function side(a: PlanePoint, b: PlanePoint, p: PlanePoint): number {
  return Math.sign((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x));
}

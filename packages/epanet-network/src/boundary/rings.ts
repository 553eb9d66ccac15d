import type { PlanePoint } from '../network.ts';
import type { PlaneRing } from './dissolved-cells.ts';

/** Positive for a counter-clockwise ring. */
export function signedArea(ring: PlaneRing): number {
  const [origin] = ring;
  if (origin === undefined) {
    return 0;
  }
  let twice = 0;
  for (const [index, to] of ring.entries()) {
    const from = ring[index - 1];
    if (from !== undefined) {
      // Relative to a corner: projected coordinates are too large to multiply as they are.
      twice += (from.x - origin.x) * (to.y - origin.y) - (to.x - origin.x) * (from.y - origin.y);
    }
  }
  return twice / 2;
}

export function isInsideRing(point: PlanePoint, ring: PlaneRing): boolean {
  let inside = false;
  for (const [index, to] of ring.entries()) {
    const from = ring[index - 1];
    if (from !== undefined && from.y > point.y !== to.y > point.y) {
      const crossing = from.x + ((point.y - from.y) / (to.y - from.y)) * (to.x - from.x);
      inside = crossing > point.x ? !inside : inside;
    }
  }
  return inside;
}

/** Groups rings into polygons: each exterior, followed by the holes that lie directly in it. */
export function polygonsOf(rings: readonly PlaneRing[]): readonly (readonly PlaneRing[])[] {
  const exteriors = rings
    .filter((ring) => signedArea(ring) > 0)
    .toSorted((a, b) => signedArea(a) - signedArea(b));
  const polygons = new Map(exteriors.map((exterior) => [exterior, [exterior]]));
  for (const hole of rings.filter((ring) => signedArea(ring) < 0)) {
    const [corner] = hole;
    const around = exteriors.find(
      (exterior) => corner !== undefined && isInsideRing(corner, exterior),
    );
    if (around !== undefined) {
      polygons.get(around)?.push(hole);
    }
  }
  return [...polygons.values()];
}

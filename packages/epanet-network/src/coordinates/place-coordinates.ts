import type { InpNetwork, PlanePoint } from '../network.ts';
import { fail, ok } from '../result.ts';
import type { Result } from '../result.ts';
import type { Position } from './position.ts';
import { isUtm, projectionOf } from './projection.ts';
import type { Placement, Project } from './projection.ts';

export interface PlacedNetwork {
  readonly nodes: ReadonlyMap<string, Position>;
  /** The whole course of each link: start node, bends, end node. */
  readonly links: ReadonlyMap<string, readonly Position[]>;
  /** For further points of the same plane, such as a boundary. */
  readonly project: Project;
}

export type PlacementError =
  | { readonly kind: 'UnknownProjection'; readonly message: string }
  | { readonly kind: 'OutOfRange'; readonly message: string };

const FURTHEST_FROM_ORIGIN_M = 200_000;
// Wide enough for a whole country drawn in one zone, narrow enough to catch swapped axes.
const UTM_EASTINGS_M = { least: 10_000, greatest: 1_300_000 };

/** Puts the network on the globe, WGS 84. Refuses what can only be a wrong projection. */
export function placeCoordinates(
  network: InpNetwork,
  placement: Placement,
): Result<PlacedNetwork, PlacementError> {
  if (!isOnGlobe(placement)) {
    const message = 'The origin needs a longitude within ±180 and a latitude within ±90 degrees.';
    return fail([{ kind: 'OutOfRange', message }]);
  }
  const project = projectionOf(placement);
  if (project === null) {
    const name = 'projection' in placement ? placement.projection : 'origin';
    const message = `"${name}" is neither a known EPSG code nor a PROJ string.`;
    return fail([{ kind: 'UnknownProjection', message }]);
  }
  const stray = findStray(network, placement, project);
  if (stray !== null) {
    return fail([{ kind: 'OutOfRange', message: stray }]);
  }
  const nodes = new Map([...network.nodes.values()].map((node) => [node.id, project(node)]));
  const links = new Map(
    [...network.links.keys()].map((id) => [id, linkCourse(network, id).map(project)]),
  );
  return ok({ nodes, links, project });
}

/** Start node, bends and end node of a link in the file's plane; empty for an unknown link. */
export function linkCourse(network: InpNetwork, linkId: string): readonly PlanePoint[] {
  const link = network.links.get(linkId);
  const start = link === undefined ? undefined : network.nodes.get(link.startNode);
  const end = link === undefined ? undefined : network.nodes.get(link.endNode);
  return link === undefined || start === undefined || end === undefined
    ? []
    : [start, ...link.vertices, end];
}

function isOnGlobe(placement: Placement): boolean {
  return (
    'projection' in placement ||
    (Math.abs(placement.origin.longitude) <= 180 && Math.abs(placement.origin.latitude) <= 90)
  );
}

function findStray(network: InpNetwork, placement: Placement, project: Project): string | null {
  for (const node of network.nodes.values()) {
    const place = `Node "${node.id}" at (${node.x}, ${node.y})`;
    if ('origin' in placement) {
      if (Math.hypot(node.x, node.y) > FURTHEST_FROM_ORIGIN_M) {
        return `${place} is over ${FURTHEST_FROM_ORIGIN_M / 1000} km from the origin: the file seems to be projected, so state its projection.`;
      }
      continue;
    }
    const [longitude, latitude] = project(node);
    const isInRange = Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;
    const isInZone = !isUtm(placement.projection) || isUtmEasting(node.x);
    if (!isInRange || !isInZone) {
      return `${place} is outside the range of ${placement.projection}: probably swapped axes, another projection or local metres.`;
    }
  }
  return null;
}

function isUtmEasting(easting: number): boolean {
  return easting > UTM_EASTINGS_M.least && easting < UTM_EASTINGS_M.greatest;
}

import type { InpLink, InpNetwork } from '../network.ts';
import type { AreaPartition } from './area.ts';

/** What water standing at a node can come from or go to before it enters an area. */
export interface Reach {
  readonly areas: ReadonlySet<string>;
  readonly touchesReservoir: boolean;
}

/** Walks from a node over the allowed links, stopping at the first area or reservoir met. */
export function createReach(
  network: InpNetwork,
  partition: AreaPartition,
): (node: string, allows: (link: InpLink) => boolean) => Reach {
  const linksAt = new Map<string, InpLink[]>();
  for (const link of network.links.values()) {
    for (const node of [link.startNode, link.endNode]) {
      linksAt.set(node, [...(linksAt.get(node) ?? []), link]);
    }
  }
  return (node, allows) => {
    const areas = new Set<string>();
    let touchesReservoir = false;
    const seen = new Set([node]);
    for (const id of seen) {
      const area = partition.areaOfNode.get(id);
      if (area !== undefined) {
        areas.add(area);
      } else if (network.nodes.get(id)?.kind === 'reservoir') {
        touchesReservoir = true;
      } else {
        for (const link of linksAt.get(id) ?? []) {
          if (conducts(link) && allows(link)) {
            seen.add(link.startNode === id ? link.endNode : link.startNode);
          }
        }
      }
    }
    return { areas, touchesReservoir };
  };
}

// A pump that starts shut is switched on by a control sooner or later; a shut pipe or valve is not.
function conducts(link: InpLink): boolean {
  return link.isOpen || link.kind === 'pump';
}

/** The one area that a place can only belong to, null when it is outside or undecided. */
export function onlyArea(reach: Reach): string | null {
  const [first, second] = reach.areas;
  return reach.touchesReservoir || second !== undefined ? null : (first ?? null);
}

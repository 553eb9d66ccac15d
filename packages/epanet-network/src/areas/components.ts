import type { InpLink, InpNetwork } from '../network.ts';

/**
 * Junctions joined by open pipes. Valves, pumps, closed pipes, tanks and reservoirs separate.
 * Largest first; equal sizes in the order of the file.
 */
export function connectedJunctions(network: InpNetwork): readonly (readonly string[])[] {
  const neighbours = pipeNeighbours(network);
  const seen = new Set<string>();
  const groups: string[][] = [];
  for (const node of network.nodes.values()) {
    if (node.kind !== 'junction' || seen.has(node.id)) {
      continue;
    }
    seen.add(node.id);
    const group = [node.id];
    // The array grows while it is walked: it is its own queue.
    for (const id of group) {
      for (const next of neighbours.get(id) ?? []) {
        if (!seen.has(next)) {
          seen.add(next);
          group.push(next);
        }
      }
    }
    groups.push(group);
  }
  return groups.toSorted((a, b) => b.length - a.length);
}

export function isSeparating(link: InpLink): boolean {
  return link.kind !== 'pipe' || !link.isOpen;
}

function pipeNeighbours(network: InpNetwork): ReadonlyMap<string, readonly string[]> {
  const neighbours = new Map<string, string[]>();
  const add = (from: string, to: string): void => {
    if (network.nodes.get(to)?.kind === 'junction') {
      const list = neighbours.get(from);
      if (list === undefined) {
        neighbours.set(from, [to]);
      } else {
        list.push(to);
      }
    }
  };
  for (const link of network.links.values()) {
    if (!isSeparating(link)) {
      add(link.startNode, link.endNode);
      add(link.endNode, link.startNode);
    }
  }
  return neighbours;
}

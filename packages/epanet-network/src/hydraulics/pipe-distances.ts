import type { InpNetwork, InpPipe } from '../network.ts';

/**
 * Metres along open pipes from the middle of one pipe to that of each other; valves and pumps have
 * no length. Infinity where nothing leads. Null when there is no pipe of that id.
 */
export function distancesAlongPipes(
  { links }: InpNetwork,
  pipeId: string,
): ((otherPipeId: string) => number) | null {
  const from = links.get(pipeId);
  if (from?.kind !== 'pipe') return null;
  const neighbours = new Map<string, { node: string; lengthM: number }[]>();
  for (const link of links.values()) {
    if (!link.isOpen && link.id !== pipeId) continue;
    const lengthM = link.kind === 'pipe' ? link.lengthM : 0;
    const { startNode, endNode } = link;
    neighbours.set(startNode, [...(neighbours.get(startNode) ?? []), { node: endNode, lengthM }]);
    neighbours.set(endNode, [...(neighbours.get(endNode) ?? []), { node: startNode, lengthM }]);
  }
  const distances = shortestFrom(from, neighbours);
  return (otherPipeId) => {
    const other = links.get(otherPipeId);
    if (otherPipeId === pipeId) return 0;
    if (other?.kind !== 'pipe') return Number.POSITIVE_INFINITY;
    const ends = [other.startNode, other.endNode].map(
      (node) => distances.get(node) ?? Number.POSITIVE_INFINITY,
    );
    return other.lengthM / 2 + Math.min(...ends);
  };
}

// Dijkstra (1959): settles the nearest waiting node; few wait at a time in a pipe network.
function shortestFrom(
  from: InpPipe,
  neighbours: ReadonlyMap<string, readonly { node: string; lengthM: number }[]>,
): ReadonlyMap<string, number> {
  const settled = new Map<string, number>();
  const waiting = new Map([
    [from.startNode, from.lengthM / 2],
    [from.endNode, from.lengthM / 2],
  ]);
  while (waiting.size > 0) {
    let nearest = '';
    let least = Number.POSITIVE_INFINITY;
    for (const [node, distance] of waiting) {
      if (distance < least) [nearest, least] = [node, distance];
    }
    waiting.delete(nearest);
    settled.set(nearest, least);
    for (const { node, lengthM } of neighbours.get(nearest) ?? []) {
      if (settled.has(node)) continue;
      waiting.set(node, Math.min(waiting.get(node) ?? Number.POSITIVE_INFINITY, least + lengthM));
    }
  }
  return settled;
}

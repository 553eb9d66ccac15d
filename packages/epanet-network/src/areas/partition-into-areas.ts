import type { InpLink, InpNetwork } from '../network.ts';
import { ok } from '../result.ts';
import type { Result } from '../result.ts';
import type { AreaPartition, BoundaryLink, NamedGroup, NetworkArea, Neighbour } from './area.ts';
import { automaticGroups, baseDemand, mappedGroups } from './groups.ts';
import type { AreaMapping, MappingError } from './mapping.ts';

/**
 * The DMAs of a network: the parts left connected when closed pipes, valves, pumps, tanks and
 * reservoirs are taken away, or what a mapping says. Mains length counts a pipe between two areas
 * in the one its end node lies in.
 */
export function partitionIntoAreas(
  network: InpNetwork,
  options: { readonly mapping?: AreaMapping } = {},
): Result<AreaPartition, MappingError> {
  const groups =
    options.mapping === undefined
      ? ok(automaticGroups(network))
      : mappedGroups(network, options.mapping);
  return groups.ok ? ok(describePartition(network, groups.value)) : groups;
}

function describePartition(network: InpNetwork, groups: readonly NamedGroup[]): AreaPartition {
  const areaOfNode = new Map<string, string>();
  for (const group of groups) {
    for (const id of group.junctions) {
      areaOfNode.set(id, group.code);
    }
  }
  const areaOfPipe = new Map<string, string>();
  for (const link of network.links.values()) {
    const area = areaOfNode.get(link.endNode) ?? areaOfNode.get(link.startNode);
    if (link.kind === 'pipe' && area !== undefined && !isSourcePipe(network, link)) {
      areaOfPipe.set(link.id, area);
    }
  }
  const unassignedNodes = [...network.nodes.values()]
    .filter((node) => node.kind === 'junction' && !areaOfNode.has(node.id))
    .map((node) => node.id);
  const boundaries = boundaryLinks(network, areaOfNode);
  const areas = groups.map((group) =>
    describeArea(network, group, areaOfPipe, boundaries.get(group.code) ?? []),
  );
  return { areas, areaOfNode, areaOfPipe, unassignedNodes };
}

// The main from a reservoir is the supplier's; the pipe to a tank is part of the area it serves.
function isSourcePipe(network: InpNetwork, link: InpLink): boolean {
  return [link.startNode, link.endNode].some((id) => network.nodes.get(id)?.kind === 'reservoir');
}

function describeArea(
  network: InpNetwork,
  group: NamedGroup,
  areaOfPipe: ReadonlyMap<string, string>,
  boundary: readonly BoundaryLink[],
): NetworkArea {
  const pipes = [...network.links.values()].filter(
    (link) => link.kind === 'pipe' && areaOfPipe.get(link.id) === group.code,
  );
  const lengthM = pipes.reduce((sum, pipe) => sum + (pipe.kind === 'pipe' ? pipe.lengthM : 0), 0);
  return {
    ...group,
    pipes: pipes.map((pipe) => pipe.id),
    mainsLengthKm: lengthM / 1000,
    baseDemandM3PerHour: group.junctions.reduce((sum, id) => sum + baseDemand(network, id), 0),
    boundaryLinks: boundary,
  };
}

function boundaryLinks(
  network: InpNetwork,
  areaOfNode: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly BoundaryLink[]> {
  const byArea = new Map<string, BoundaryLink[]>();
  for (const link of network.links.values()) {
    const sides = [
      [link.startNode, link.endNode],
      [link.endNode, link.startNode],
    ] as const;
    for (const [inside, outside] of sides) {
      const area = areaOfNode.get(inside);
      if (area === undefined || area === areaOfNode.get(outside)) {
        continue;
      }
      const neighbour = neighbourAt(network, areaOfNode, outside);
      const list = byArea.get(area) ?? [];
      list.push({ link: link.id, kind: link.kind, isOpen: link.isOpen, neighbour });
      byArea.set(area, list);
    }
  }
  return byArea;
}

function neighbourAt(
  network: InpNetwork,
  areaOfNode: ReadonlyMap<string, string>,
  node: string,
): Neighbour {
  const code = areaOfNode.get(node);
  if (code !== undefined) {
    return { kind: 'area', code };
  }
  const kind = network.nodes.get(node)?.kind;
  return { kind: kind === 'reservoir' || kind === 'tank' ? kind : 'supply', node };
}

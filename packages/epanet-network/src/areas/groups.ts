import type { InpNetwork } from '../network.ts';
import { fail, ok } from '../result.ts';
import type { Result } from '../result.ts';
import type { NamedGroup } from './area.ts';
import { connectedJunctions } from './components.ts';
import type { AreaMapping, MappedDma, MappingError } from './mapping.ts';

/**
 * Every separated part with customers is an area. Parts that only carry water to others are not,
 * nor is a lone junction between two devices, whatever it draws.
 */
export function automaticGroups(network: InpNetwork): readonly NamedGroup[] {
  const components = connectedJunctions(network);
  const streets = components.filter((junctions) => junctions.length > 1);
  const served = streets.filter((junctions) =>
    junctions.some((id) => baseDemand(network, id) !== 0),
  );
  // A network drawn without any demand cannot tell supply mains from areas by it.
  const chosen = [served, streets, components].find((groups) => groups.length > 0) ?? [];
  return chosen.map((junctions, index) => ({ code: `AREA-${index + 1}`, name: null, junctions }));
}

export function baseDemand(network: InpNetwork, nodeId: string): number {
  const node = network.nodes.get(nodeId);
  return node?.kind === 'junction' ? node.baseDemandM3PerHour : 0;
}

export function mappedGroups(
  network: InpNetwork,
  mapping: AreaMapping,
): Result<readonly NamedGroup[], MappingError> {
  const errors = [...unknownNodes(network, mapping)];
  const contested = new Set<string>();
  const claims = new Map<string, string>();
  const claim = (id: string, dma: MappedDma, path: string): void => {
    const earlier = claims.get(id);
    // Two DMAs over the same ground: say it once for each pair, not for each node.
    if (earlier !== undefined && earlier !== dma.code && !contested.has(`${earlier} ${dma.code}`)) {
      contested.add(`${earlier} ${dma.code}`);
      const message = `Node "${id}" would be in both "${earlier}" and "${dma.code}".`;
      errors.push({ path, message });
    }
    claims.set(id, earlier ?? dma.code);
  };
  for (const [index, dma] of mapping.dmas.entries()) {
    for (const id of dma.nodes) {
      claim(id, dma, `dmas[${index}].nodes`);
    }
  }
  claimWholeAreas(network, mapping, new Set(claims.keys()), claim);
  if (errors.length > 0) {
    return fail(errors);
  }
  const groups = mapping.dmas.map(({ code, name }) => ({
    code,
    name,
    junctions: [...network.nodes.keys()].filter((id) => claims.get(id) === code),
  }));
  return ok(groups);
}

function claimWholeAreas(
  network: InpNetwork,
  mapping: AreaMapping,
  exact: ReadonlySet<string>,
  claim: (id: string, dma: MappedDma, path: string) => void,
): void {
  const componentOf = new Map<string, readonly string[]>();
  for (const component of connectedJunctions(network)) {
    for (const id of component) {
      componentOf.set(id, component);
    }
  }
  for (const [index, dma] of mapping.dmas.entries()) {
    const components = new Set(dma.includesNodes.map((id) => componentOf.get(id) ?? []));
    for (const id of [...components].flat()) {
      if (!exact.has(id)) {
        claim(id, dma, `dmas[${index}].includesNodes`);
      }
    }
  }
}

function* unknownNodes(network: InpNetwork, mapping: AreaMapping): Generator<MappingError> {
  for (const [index, dma] of mapping.dmas.entries()) {
    for (const field of ['nodes', 'includesNodes'] as const) {
      for (const id of dma[field]) {
        const node = network.nodes.get(id);
        const path = `dmas[${index}].${field}`;
        if (node === undefined) {
          yield { path, message: `Node "${id}" is not in ${network.fileName}.` };
        } else if (node.kind !== 'junction') {
          yield { path, message: `Node "${id}" is a ${node.kind}; areas hold junctions.` };
        }
      }
    }
  }
}

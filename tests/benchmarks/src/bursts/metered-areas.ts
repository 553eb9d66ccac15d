import {
  partitionIntoAreas,
  signedMeters,
  type AreaPartition,
  type InpNetwork,
  type Metering,
  type Result,
  type UnmeteredLink,
} from '@waris/epanet-network';

/** A part of a network whose net inflow its meters and tanks tell. */
export type MeteredArea = {
  readonly code: string;
  /** By the name of the meter's link: whether its flow feeds the area or leaves it. */
  readonly meters: ReadonlyMap<string, 1 | -1>;
  /** By the name of the tank, m². */
  readonly tankSurfacesM2: ReadonlyMap<string, number>;
  readonly holdsNode: (node: string) => boolean;
  readonly holdsPipe: (pipe: string) => boolean;
};

/**
 * The DMAs that flow meters set apart: the areas of the network as an import finds them, with those
 * between which water passes unmetered made one; largest first. Empty where water enters unmetered.
 */
export function meteredAreas(
  network: InpNetwork,
  meters: readonly string[],
): readonly MeteredArea[] {
  const automatic = sure(partitionIntoAreas(network));
  const { unmeteredLinks } = sure(signedMeters(network, automatic, meters));
  if (unmeteredLinks.some(({ neighbour }) => neighbour.kind !== 'area')) return [];
  const dmas = joinedAreas(automatic, unmeteredLinks).map((codes) => ({
    code: codes.join('+'),
    name: null,
    nodes: [],
    includesNodes: automatic.areas
      .filter(({ code }) => codes.includes(code))
      .flatMap(({ junctions }) => junctions.slice(0, 1)),
  }));
  const partition = sure(partitionIntoAreas(network, { mapping: { dmas } }));
  const metering = sure(signedMeters(network, partition, meters));
  return dmas
    .map(({ code }) => areaOf(code, partition, metering))
    .filter((area) => area.meters.size > 0);
}

/** Codes of the areas, those that an unmetered link joins in one list. */
function joinedAreas(
  { areas }: AreaPartition,
  links: readonly UnmeteredLink[],
): readonly (readonly string[])[] {
  const groups = new Map(areas.map(({ code }): [string, string[]] => [code, [code]]));
  for (const { area, neighbour } of links) {
    const one = groups.get(area) ?? [];
    const other = neighbour.kind === 'area' ? (groups.get(neighbour.code) ?? one) : one;
    if (one === other) continue;
    one.push(...other);
    for (const code of other) groups.set(code, one);
  }
  return [...new Set(groups.values())];
}

function areaOf(code: string, partition: AreaPartition, metering: Metering): MeteredArea {
  const meters = new Map<string, 1 | -1>();
  for (const { linkId, feedsArea, drawsFromArea } of metering.meters) {
    // What only goes round within the area is none of its inflow.
    if (feedsArea === drawsFromArea) continue;
    if (feedsArea === code) meters.set(linkId, 1);
    if (drawsFromArea === code) meters.set(linkId, -1);
  }
  return {
    code,
    meters,
    tankSurfacesM2: new Map(
      metering.tanks
        .filter(({ area }) => area === code)
        .map(({ tankId, surfaceM2 }) => [tankId, surfaceM2]),
    ),
    holdsNode: (node) => partition.areaOfNode.get(node) === code,
    holdsPipe: (pipe) => partition.areaOfPipe.get(pipe) === code,
  };
}

function sure<Value>(result: Result<Value, { readonly message: string }>): Value {
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.value;
}

import type { InpLink, InpNetwork, InpTank } from '../network.ts';
import { fail, ok } from '../result.ts';
import type { Result } from '../result.ts';
import type { AreaPartition, BoundaryLink } from './area.ts';
import { createReach, onlyArea } from './reach.ts';

/** A metered link. Flow from start to end node is positive: + in `feedsArea`, − in the other. */
export interface SignedMeter {
  readonly linkId: string;
  /** Null: outside every area. */
  readonly feedsArea: string | null;
  readonly drawsFromArea: string | null;
}

export interface AreaTank {
  readonly tankId: string;
  /** The area whose balance takes its storage; null when it serves none or several. */
  readonly area: string | null;
  readonly surfaceM2: number;
}

export interface UnmeteredLink extends BoundaryLink {
  readonly area: string;
}

export interface Metering {
  readonly meters: readonly SignedMeter[];
  readonly tanks: readonly AreaTank[];
  /** Open boundary links that carry water unseen by any chosen meter. */
  readonly unmeteredLinks: readonly UnmeteredLink[];
}

export interface MeterLinkError {
  readonly linkId: string;
  readonly message: string;
}

/**
 * Says for each chosen link which area its flow enters and which it leaves. An end at a tank or on
 * a supply main counts as the one area that can be reached from it past the meter, if only one.
 */
export function signedMeters(
  network: InpNetwork,
  partition: AreaPartition,
  linkIds: readonly string[],
): Result<Metering, MeterLinkError> {
  const errors = linkErrors(network, linkIds);
  if (errors.length > 0) {
    return fail(errors);
  }
  const metered = new Set(linkIds);
  const reach = createReach(network, partition);
  const areaAt = (node: string): string | null =>
    onlyArea(reach(node, (link) => !metered.has(link.id)));

  const meters = linkIds.map((linkId) => {
    const link = network.links.get(linkId);
    return {
      linkId,
      feedsArea: link === undefined ? null : areaAt(link.endNode),
      drawsFromArea: link === undefined ? null : areaAt(link.startNode),
    };
  });
  // A pipe binds a tank to its area more closely than a pump or a valve does.
  const overPipes = (link: InpLink): boolean => link.kind === 'pipe' && !metered.has(link.id);
  const tanks = [...network.nodes.values()]
    .filter((node): node is InpTank => node.kind === 'tank')
    .map((tank) => ({
      tankId: tank.id,
      area: onlyArea(reach(tank.id, overPipes)) ?? areaAt(tank.id),
      surfaceM2: (Math.PI / 4) * tank.diameterM ** 2,
    }));

  return ok({ meters, tanks, unmeteredLinks: [...unmetered(network, partition, metered)] });
}

function linkErrors(network: InpNetwork, linkIds: readonly string[]): MeterLinkError[] {
  return linkIds.flatMap((linkId, index) => {
    if (!network.links.has(linkId)) {
      return [{ linkId, message: `Link "${linkId}" is not in ${network.fileName}.` }];
    }
    return linkIds.indexOf(linkId) < index
      ? [{ linkId, message: `Link "${linkId}" is chosen twice.` }]
      : [];
  });
}

function* unmetered(
  network: InpNetwork,
  partition: AreaPartition,
  metered: ReadonlySet<string>,
): Generator<UnmeteredLink> {
  const reach = createReach(network, partition);
  for (const area of partition.areas) {
    for (const boundary of area.boundaryLinks) {
      const link = network.links.get(boundary.link);
      const isShut = !boundary.isOpen && boundary.kind !== 'pump';
      if (link === undefined || isShut || metered.has(boundary.link)) {
        continue;
      }
      const isInsideStart = partition.areaOfNode.get(link.startNode) === area.code;
      const beyond = reach(
        isInsideStart ? link.endNode : link.startNode,
        (other) => other.id !== link.id && !metered.has(other.id),
      );
      const others = [...beyond.areas].filter((code) => code !== area.code);
      if (beyond.touchesReservoir || others.length > 0) {
        yield { ...boundary, area: area.code };
      }
    }
  }
}

import type {
  AreaPartition,
  InpNetwork,
  MultiPolygon,
  Placement,
  Result,
} from '@waris/epanet-network';
import type { Metering, PlacedNetwork } from '@waris/epanet-network';
import {
  areaBoundaries,
  parseAreaMapping,
  parseInp,
  partitionIntoAreas,
  placeCoordinates,
  signedMeters,
} from '@waris/epanet-network';
import { DISTRICTS, METERED_LINKS, PROJECTION } from '../districts.ts';
import { dmaCode } from './organisation.ts';

export interface Town {
  readonly network: InpNetwork;
  readonly partition: AreaPartition;
  readonly placed: PlacedNetwork;
  readonly metering: Metering;
  readonly boundaries: ReadonlyMap<string, MultiPolygon>;
  readonly areaKm2: ReadonlyMap<string, number>;
}

/** Which areas of the network file are which DMAs: each by one of its junctions. */
export const AREA_MAPPING = JSON.stringify({
  dmas: DISTRICTS.map(({ number, nameEnglish }) => ({
    code: dmaCode(number),
    name: nameEnglish,
    includesNodes: [`J${number}-01`],
  })),
});

/** The network file read the way an import reads it, its areas under the codes of the DMAs. */
export function readTown(inpText: string, fileName: string): Town {
  const placement: Placement = { projection: PROJECTION };
  const network = sure(parseInp(inpText, fileName));
  const mapping = sure(parseAreaMapping(AREA_MAPPING));
  const partition = sure(partitionIntoAreas(network, { mapping }));
  const placed = sure(placeCoordinates(network, placement));
  const boundaries = areaBoundaries(network, partition, placed.project);
  const inPlane = areaBoundaries(network, partition, ({ x, y }) => [x, y]);
  return {
    network,
    partition,
    placed,
    metering: sure(signedMeters(network, partition, METERED_LINKS)),
    boundaries,
    areaKm2: new Map([...inPlane].map(([code, boundary]) => [code, planeArea(boundary) / 1e6])),
  };
}

// The file is our own and committed: a fault in it is a bug, not an expected failure.
function sure<Value>(result: Result<Value, { readonly message: string }>): Value {
  if (!result.ok) {
    throw new Error(result.errors.map((error) => error.message).join('\n'));
  }
  return result.value;
}

function planeArea(boundary: MultiPolygon): number {
  let twice = 0;
  for (const ring of boundary.coordinates.flat()) {
    const [originX, originY] = ring[0] ?? [0, 0];
    for (const [index, [x, y]] of ring.entries()) {
      const [beforeX, beforeY] = ring[index - 1] ?? [originX, originY];
      twice += (beforeX - originX) * (y - originY) - (x - originX) * (beforeY - originY);
    }
  }
  return twice / 2;
}

import { readFileSync } from 'node:fs';
import { partitionIntoAreas } from '../areas/partition-into-areas.ts';
import { linkCourse } from '../coordinates/place-coordinates.ts';
import type { InpNetwork, PlanePoint } from '../network.ts';
import { parsed, TWO_STREETS } from '../testing/networks.testkit.ts';
import { describeWithData, readShared } from '../testing/shared-data.testkit.ts';
import { crossings, isInside, planeRings } from '../testing/polygons.testkit.ts';
import { areaBoundaries } from './area-boundaries.ts';
import { signedArea } from './rings.ts';

function boundariesOf(network: InpNetwork) {
  const partition = partitionIntoAreas(network);
  if (!partition.ok) {
    throw new Error('no partition');
  }
  const boundaries = areaBoundaries(network, partition.value, ({ x, y }) => [x, y]);
  return { partition: partition.value, boundaries };
}

/** Points along the pipes whose two ends lie in one area, with that area. */
function* pipePoints(network: InpNetwork, areaOfNode: ReadonlyMap<string, string>) {
  for (const link of network.links.values()) {
    const area = areaOfNode.get(link.startNode);
    const [start, end] = linkCourse(network, link.id);
    if (link.kind !== 'pipe' || area === undefined || area !== areaOfNode.get(link.endNode)) {
      continue;
    }
    for (const share of [0, 0.13, 0.31, 0.5, 0.77, 1]) {
      const at = (from = 0, to = 0): number => from + (to - from) * share;
      const point: PlanePoint = { x: at(start?.x, end?.x), y: at(start?.y, end?.y) };
      yield { area, point };
    }
  }
}

function expectSound(network: InpNetwork): void {
  const { partition, boundaries } = boundariesOf(network);
  const all = [...boundaries.values()].flatMap(planeRings);
  for (const { area, point } of pipePoints(network, partition.areaOfNode)) {
    const inside = [...boundaries].filter(([, boundary]) => isInside(point, boundary));
    expect(inside.map(([code]) => code)).toEqual([area]);
  }
  for (const boundary of boundaries.values()) {
    for (const [exterior, ...holes] of boundary.coordinates) {
      const areaOf = (ring: readonly (readonly [number, number])[]): number =>
        signedArea(ring.map(([x, y]) => ({ x, y })));
      expect(areaOf(exterior ?? [])).toBeGreaterThan(0);
      expect(holes.every((hole) => areaOf(hole) < 0)).toBe(true);
      expect(exterior?.at(-1)).toEqual(exterior?.[0]);
    }
  }
  // Rings that never cross, of one area or of two, neither intersect themselves nor overlap.
  expect(crossings(all)).toBe(0);
}

describe('the boundaries of areas', () => {
  it('hold their own pipes, are valid and do not overlap', () => {
    expectSound(parsed(TWO_STREETS));
  });

  it('are the same whenever they are drawn', () => {
    const network = parsed(TWO_STREETS);
    expect(boundariesOf(network).boundaries).toEqual(boundariesOf(network).boundaries);
  });
});

describe('the boundaries of the demo town', () => {
  it('hold their own pipes, are valid and do not overlap', () => {
    const file = new URL('../../../demo-utility/network/demo-town.inp', import.meta.url);
    expectSound(parsed(readFileSync(file, 'utf8')));
  });
});

describeWithData('the boundaries of L-TOWN', () => {
  it('hold their own pipes, are valid and do not overlap', () => {
    expectSound(parsed(readShared('networks/L-TOWN.inp')));
  });
});

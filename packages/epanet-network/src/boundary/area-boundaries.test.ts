import { readFileSync } from 'node:fs';
import { describeWithData, readReferenceData } from '@waris/testkit/reference-data';
import fc from 'fast-check';
import type { AreaMapping } from '../areas/mapping.ts';
import { partitionIntoAreas } from '../areas/partition-into-areas.ts';
import { linkCourse } from '../coordinates/place-coordinates.ts';
import type { InpNetwork, PlanePoint } from '../network.ts';
import { parsed, TWO_STREETS } from '../testing/networks.testkit.ts';
import { crossings, isInside, planeRings } from '../testing/polygons.testkit.ts';
import { areaBoundaries } from './area-boundaries.ts';
import { signedArea } from './rings.ts';

function squareGrid(size: number): string {
  const corners = [...Array(size * size).keys()];
  const pipes = corners.flatMap((index) => [
    ...((index + 1) % size === 0 ? [] : [` e${index} g${index} g${index + 1} 100 100 130`]),
    ...(index + size >= size * size ? [] : [` n${index} g${index} g${index + size} 100 100 130`]),
  ]);
  const junctions = corners.map((index) => ` g${index} 0 1`);
  const points = corners.map(
    (index) => ` g${index} ${(index % size) * 100} ${Math.floor(index / size) * 100}`,
  );
  return ['[JUNCTIONS]', ...junctions, '[PIPES]', ...pipes, '[COORDINATES]', ...points].join('\n');
}

function boundariesOf(network: InpNetwork, mapping?: AreaMapping) {
  const partition = partitionIntoAreas(network, mapping === undefined ? {} : { mapping });
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

function expectSound(network: InpNetwork, mapping?: AreaMapping): void {
  const { partition, boundaries } = boundariesOf(network, mapping);
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

  it('stay sound on a perfectly square grid, however areas are dealt out among its corners', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('A', 'B', 'C', null), { minLength: 36, maxLength: 36 }),
        (owners) => {
          const network = parsed(squareGrid(6));
          const dmas = ['A', 'B', 'C'].map((code) => ({
            code,
            name: null,
            includesNodes: [],
            nodes: owners.flatMap((owner, index) => (owner === code ? [`g${index}`] : [])),
          }));
          expectSound(network, { dmas });
        },
      ),
      { numRuns: 15 },
    );
  });

  it('meet in the middle of a pipe that joins two areas', () => {
    const dmas = [
      { code: 'WEST', name: null, includesNodes: [], nodes: ['a1', 'b1'] },
      { code: 'EAST', name: null, includesNodes: [], nodes: ['a2', 'b2'] },
    ];
    const { boundaries } = boundariesOf(parsed(TWO_STREETS), { dmas });
    const areaAt = (x: number): (string | undefined)[] =>
      [...boundaries].filter(([, area]) => isInside({ x, y: 0 }, area)).map(([code]) => code);
    expect(areaAt(135)).toEqual(['WEST']);
    expect(areaAt(165)).toEqual(['EAST']);
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

describeWithData('networks/L-TOWN.inp', 'the boundaries of L-TOWN', () => {
  it('hold their own pipes, are valid and do not overlap', () => {
    expectSound(parsed(readReferenceData('networks/L-TOWN.inp')));
  });
});

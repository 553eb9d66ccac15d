import { describeWithData, readReferenceData } from '@waris/testkit/reference-data';
import { parsed, TWO_STREETS } from '../testing/networks.testkit.ts';
import type { InpNetwork } from '../network.ts';
import type { AreaPartition } from './area.ts';
import { parseAreaMapping } from './mapping.ts';
import { partitionIntoAreas } from './partition-into-areas.ts';
import { signedMeters } from './signed-meters.ts';
import type { Metering } from './signed-meters.ts';

function partitioned(network: InpNetwork, mappingText?: string): AreaPartition {
  const mapping = mappingText === undefined ? null : parseAreaMapping(mappingText);
  if (mapping !== null && !mapping.ok) {
    throw new Error(JSON.stringify(mapping.errors));
  }
  const result = partitionIntoAreas(network, mapping === null ? {} : { mapping: mapping.value });
  if (!result.ok) {
    throw new Error(JSON.stringify(result.errors));
  }
  return result.value;
}

function metered(network: InpNetwork, areas: AreaPartition, links: readonly string[]): Metering {
  const result = signedMeters(network, areas, links);
  if (!result.ok) {
    throw new Error(JSON.stringify(result.errors));
  }
  return result.value;
}

function mappingFaults(network: InpNetwork, text: string): readonly string[] {
  const mapping = parseAreaMapping(text);
  const result = mapping.ok ? partitionIntoAreas(network, { mapping: mapping.value }) : mapping;
  return result.ok ? [] : result.errors.map((error) => `${error.path}: ${error.message}`);
}

describe('the areas of a network', () => {
  const network = parsed(TWO_STREETS);

  it('are separated by valves and shut pipes, and leave the supply main out', () => {
    const partition = partitioned(network);
    expect(partition.areas.map((area) => area.junctions)).toEqual([
      ['a1', 'a2'],
      ['b1', 'b2'],
    ]);
    expect(partition.unassignedNodes).toEqual(['m1', 'm2']);
  });

  it('know their boundary links and what lies beyond', () => {
    expect(partitioned(network).areas[0]?.boundaryLinks).toEqual([
      { link: 'shut', kind: 'pipe', isOpen: false, neighbour: { kind: 'area', code: 'AREA-2' } },
      { link: 'va', kind: 'valve', isOpen: true, neighbour: { kind: 'supply', node: 'm1' } },
    ]);
  });

  it('can be merged and cut by a mapping', () => {
    const merged = partitioned(network, '{"dmas":[{"code":"AB","includesNodes":["a1","b2"]}]}');
    expect(merged.areas[0]?.junctions).toEqual(['a1', 'a2', 'b1', 'b2']);

    const cut = partitioned(
      network,
      '{"dmas":[{"code":"X","nodes":["a2"]},{"code":"Y","name":"Rest","includesNodes":["a1"]}]}',
    );
    expect(cut.areas.map((area) => [area.code, area.name, area.junctions])).toEqual([
      ['X', null, ['a2']],
      ['Y', 'Rest', ['a1']],
    ]);
    expect(cut.unassignedNodes).toEqual(['b1', 'b2', 'm1', 'm2']);
  });

  it.each([
    ['{', ': The mapping is not JSON'],
    ['{}', 'dmas: A list with at least one DMA is needed.'],
    ['{"dmas":[{"code":""}]}', 'dmas[0].code: A code is needed.'],
    ['{"dmas":[{"code":"A"}]}', 'dmas[0]: Give "nodes" or "includesNodes".'],
    ['{"dmas":[{"code":"A","nodes":["zz"]}]}', 'dmas[0].nodes: Node "zz" is not in test.inp.'],
    [
      '{"dmas":[{"code":"A","nodes":["R"]}]}',
      'dmas[0].nodes: Node "R" is a reservoir; areas hold junctions.',
    ],
    ['{"dmas":[{"code":"A","node":["a1"]}]}', 'dmas[0].node: "node" is not known here.'],
    [
      '{"dmas":[{"code":"A","includesNodes":["a1"]},{"code":"B","includesNodes":["a2"]}]}',
      'dmas[1].includesNodes: Node "a1" would be in both "A" and "B".',
    ],
    [
      '{"dmas":[{"code":"A","nodes":["a1"]},{"code":"A","nodes":["a2"]}]}',
      'dmas[1].code: Code "A" is used twice.',
    ],
  ])('refuse the mapping %s', (text, expected) => {
    expect(mappingFaults(network, text).some((fault) => fault.startsWith(expected))).toBe(true);
  });
});

describe('the meters of a network', () => {
  const network = parsed(TWO_STREETS);
  const partition = partitioned(network);

  it('feed the area at their end node and draw from outside through a shared main', () => {
    expect(metered(network, partition, ['va', 'vb']).meters).toEqual([
      { linkId: 'va', feedsArea: 'AREA-1', drawsFromArea: null },
      { linkId: 'vb', feedsArea: 'AREA-2', drawsFromArea: null },
    ]);
  });

  it('leave no boundary link unmetered when each inlet has one', () => {
    expect(metered(network, partition, ['va', 'vb']).unmeteredLinks).toEqual([]);
    expect(metered(network, partition, ['va']).unmeteredLinks).toMatchObject([
      { area: 'AREA-2', link: 'vb' },
    ]);
  });

  it('refuse unknown and doubled links', () => {
    const result = signedMeters(network, partition, ['zz', 'va', 'va']);
    expect(result.ok ? [] : result.errors.map((error) => error.message)).toEqual([
      'Link "zz" is not in test.inp.',
      'Link "va" is chosen twice.',
    ]);
  });
});

interface PublishedArea {
  readonly mains_km: number;
  readonly junction_ids: readonly string[];
  readonly pipe_ids: readonly string[];
}

describeWithData('battledim', 'L-TOWN', () => {
  const town = (): InpNetwork => parsed(readReferenceData('networks/L-TOWN.inp'));
  const published = (): Record<string, PublishedArea> =>
    (
      JSON.parse(readReferenceData('battledim/ltown_areas.json')) as {
        areas: Record<string, PublishedArea>;
      }
    ).areas;

  it('has its three published areas, node by node and pipe by pipe', () => {
    const { areas } = partitioned(town());
    expect(areas).toHaveLength(3);
    for (const area of Object.values(published())) {
      const ours = areas.find((candidate) =>
        candidate.junctions.includes(area.junction_ids[0] ?? ''),
      );
      expect(ours?.junctions.toSorted()).toEqual(area.junction_ids.toSorted());
      expect(ours?.pipes.toSorted()).toEqual(area.pipe_ids.toSorted());
      expect(ours?.mainsLengthKm).toBeCloseTo(area.mains_km, 3);
    }
  });

  it('signs the reservoir mains into A and the pump out of A into C, whose tank T1 is', () => {
    const network = town();
    const partition = partitioned(
      network,
      '{"dmas":[{"code":"AB","includesNodes":["n105","n215"]},{"code":"C","includesNodes":["n1"]}]}',
    );
    const metering = metered(network, partition, ['p227', 'p235', 'PUMP_1']);
    expect(metering.meters).toEqual([
      { linkId: 'p227', feedsArea: 'AB', drawsFromArea: null },
      { linkId: 'p235', feedsArea: 'AB', drawsFromArea: null },
      { linkId: 'PUMP_1', feedsArea: 'C', drawsFromArea: 'AB' },
    ]);
    expect(metering.tanks).toEqual([{ tankId: 'T1', area: 'C', surfaceM2: 64 * Math.PI }]);
    expect(metering.unmeteredLinks).toEqual([]);
  });
});

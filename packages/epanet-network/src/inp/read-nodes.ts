import type { InpNode, PlanePoint } from '../network.ts';
import type { FaultList } from './fault-list.ts';
import { hasFields, readLine } from './line-reader.ts';
import type { LineReader } from './line-reader.ts';
import type { Sections, SectionName } from './sections.ts';
import type { InpUnits } from './units.ts';

type Unplaced<Node> = Node extends InpNode ? Omit<Node, 'x' | 'y'> : never;
type UnplacedNode = Unplaced<InpNode>;
type NodeReader = (line: LineReader, units: InpUnits) => UnplacedNode | null;

const NODE_SECTIONS: readonly (readonly [SectionName, NodeReader])[] = [
  ['JUNCTIONS', readJunction],
  ['RESERVOIRS', readReservoir],
  ['TANKS', readTank],
];

export function readNodes(
  sections: Sections,
  units: InpUnits,
  faults: FaultList,
): Map<string, InpNode> {
  const points = readCoordinates(sections, faults);
  const demands = readDemands(sections, units, faults);
  const nodes = new Map<string, InpNode>();
  const declaredAt = new Map<string, number>();
  for (const [section, read] of NODE_SECTIONS) {
    for (const line of sections.get(section) ?? []) {
      const reader = readLine(line, section, faults);
      const id = reader.text(0);
      const earlier = declaredAt.get(id);
      if (earlier !== undefined) {
        reader.fault(0, `Node "${id}" was already declared on line ${earlier}.`);
        continue;
      }
      declaredAt.set(id, line.line);
      const node = read(reader, units);
      const point = points.get(id);
      if (point === undefined) {
        reader.fault(0, `Node "${id}" has no line in [COORDINATES].`);
      } else if (node?.kind === 'junction') {
        const baseDemandM3PerHour = demands.get(id) ?? node.baseDemandM3PerHour;
        nodes.set(id, { ...node, ...point, baseDemandM3PerHour });
      } else if (node !== null) {
        nodes.set(id, { ...node, ...point });
      }
    }
  }
  reportStrangers(sections, declaredAt, faults);
  return nodes;
}

function readJunction(line: LineReader, units: InpUnits): UnplacedNode | null {
  const elevation = line.count > 1 ? line.number(1, 'elevation') : 0;
  const demand = line.count > 2 ? line.number(2, 'demand') : 0;
  if (elevation === null || demand === null) {
    return null;
  }
  return {
    kind: 'junction',
    id: line.text(0),
    line: line.line,
    elevationM: elevation * units.lengthToM,
    baseDemandM3PerHour: demand * units.flowToM3PerHour,
  };
}

function readReservoir(line: LineReader, units: InpUnits): UnplacedNode | null {
  if (!hasFields(line, 2, 'id and head')) {
    return null;
  }
  const head = line.number(1, 'head');
  return head === null
    ? null
    : { kind: 'reservoir', id: line.text(0), line: line.line, headM: head * units.lengthToM };
}

function readTank(line: LineReader, units: InpUnits): UnplacedNode | null {
  if (!hasFields(line, 6, 'id, elevation, three levels and diameter')) {
    return null;
  }
  const elevation = line.number(1, 'elevation');
  const initial = line.nonNegative(2, 'initial level');
  const minimum = line.nonNegative(3, 'minimum level');
  const maximum = line.nonNegative(4, 'maximum level');
  const diameter = line.positive(5, 'diameter');
  if (
    elevation === null ||
    initial === null ||
    minimum === null ||
    maximum === null ||
    diameter === null
  ) {
    return null;
  }
  return {
    kind: 'tank',
    id: line.text(0),
    line: line.line,
    elevationM: elevation * units.lengthToM,
    initialLevelM: initial * units.lengthToM,
    minimumLevelM: minimum * units.lengthToM,
    maximumLevelM: maximum * units.lengthToM,
    diameterM: diameter * units.lengthToM,
  };
}

function readCoordinates(sections: Sections, faults: FaultList): Map<string, PlanePoint> {
  const points = new Map<string, PlanePoint>();
  for (const line of sections.get('COORDINATES') ?? []) {
    const reader = readLine(line, 'COORDINATES', faults);
    if (!hasFields(reader, 3, 'node, x and y')) {
      continue;
    }
    const x = reader.number(1, 'x coordinate');
    const y = reader.number(2, 'y coordinate');
    // A faulty line still counts as seen, so that it is told only once.
    points.set(reader.text(0), { x: x ?? 0, y: y ?? 0 });
  }
  return points;
}

// Lines in [DEMANDS] replace the demand in [JUNCTIONS] and add up among themselves.
function readDemands(sections: Sections, units: InpUnits, faults: FaultList): Map<string, number> {
  const demands = new Map<string, number>();
  for (const line of sections.get('DEMANDS') ?? []) {
    const reader = readLine(line, 'DEMANDS', faults);
    if (!hasFields(reader, 2, 'junction and demand')) {
      continue;
    }
    const demand = reader.number(1, 'demand');
    const id = reader.text(0);
    if (demand !== null && id.toUpperCase() !== 'MULTIPLY') {
      demands.set(id, (demands.get(id) ?? 0) + demand * units.flowToM3PerHour);
    }
  }
  return demands;
}

function reportStrangers(
  sections: Sections,
  declaredAt: ReadonlyMap<string, number>,
  faults: FaultList,
): void {
  for (const section of ['COORDINATES', 'DEMANDS'] as const) {
    for (const line of sections.get(section) ?? []) {
      const reader = readLine(line, section, faults);
      const id = reader.text(0);
      if (!declaredAt.has(id) && id.toUpperCase() !== 'MULTIPLY') {
        reader.fault(0, `Node "${id}" is not declared in this file.`);
      }
    }
  }
}

import type { InpLink, InpNode, PlanePoint, ValveType } from '../network.ts';
import type { FaultList } from './fault-list.ts';
import { hasFields, readLine } from './line-reader.ts';
import type { LineReader } from './line-reader.ts';
import type { Sections, SectionName } from './sections.ts';
import type { InpUnits } from './units.ts';

type Ends = Pick<InpLink, 'id' | 'line' | 'startNode' | 'endNode' | 'vertices'>;
type LinkReader = (line: LineReader, ends: Ends, units: InpUnits) => InpLink | null;

const LINK_SECTIONS: readonly (readonly [SectionName, LinkReader])[] = [
  ['PIPES', readPipe],
  ['PUMPS', readPump],
  ['VALVES', readValve],
];

const VALVE_TYPES: readonly ValveType[] = ['PRV', 'PSV', 'PBV', 'FCV', 'TCV', 'GPV', 'PCV'];
const PIPE_STATUSES: readonly string[] = ['OPEN', 'CLOSED', 'CV'];

export function readLinks(
  sections: Sections,
  nodes: ReadonlyMap<string, InpNode>,
  units: InpUnits,
  faults: FaultList,
): Map<string, InpLink> {
  const declared = declaredNodes(sections);
  const vertices = readVertices(sections, faults);
  const links = new Map<string, InpLink>();
  const declaredAt = new Map<string, number>();
  for (const [section, read] of LINK_SECTIONS) {
    for (const line of sections.get(section) ?? []) {
      const reader = readLine(line, section, faults);
      const id = reader.text(0);
      const earlier = declaredAt.get(id);
      if (earlier !== undefined) {
        reader.fault(0, `Link "${id}" was already declared on line ${earlier}.`);
        continue;
      }
      declaredAt.set(id, line.line);
      const ends = readEnds(reader, declared, vertices.get(id) ?? []);
      const link = ends === null ? null : read(reader, ends, units);
      // An end that was faulty itself is already told; the link would only repeat it.
      if (link !== null && nodes.has(link.startNode) && nodes.has(link.endNode)) {
        links.set(id, link);
      }
    }
  }
  applyStatus(sections, links, declaredAt, faults);
  return links;
}

function declaredNodes(sections: Sections): ReadonlySet<string> {
  return new Set(
    (['JUNCTIONS', 'RESERVOIRS', 'TANKS'] as const).flatMap((section) =>
      (sections.get(section) ?? []).map((line) => line.fields[0].text),
    ),
  );
}

function readEnds(
  line: LineReader,
  declared: ReadonlySet<string>,
  vertices: readonly PlanePoint[],
): Ends | null {
  if (!hasFields(line, 3, 'id, start node and end node')) {
    return null;
  }
  const startNode = line.text(1);
  const endNode = line.text(2);
  const unknown = [1, 2].filter((index) => !declared.has(line.text(index)));
  for (const index of unknown) {
    line.fault(index, `Link "${line.text(0)}" joins unknown node "${line.text(index)}".`);
  }
  if (unknown.length > 0) {
    return null;
  }
  if (startNode === endNode) {
    line.fault(2, `Link "${line.text(0)}" starts and ends at node "${endNode}".`);
    return null;
  }
  return { id: line.text(0), line: line.line, startNode, endNode, vertices };
}

function readPipe(line: LineReader, ends: Ends, units: InpUnits): InpLink | null {
  if (!hasFields(line, 6, 'id, two nodes, length, diameter and roughness')) {
    return null;
  }
  const length = line.positive(3, 'length');
  const diameter = line.positive(4, 'diameter');
  const roughness = line.positive(5, 'roughness');
  const status = pipeStatus(line);
  if (length === null || diameter === null || roughness === null || status === null) {
    return null;
  }
  return {
    ...ends,
    kind: 'pipe',
    lengthM: length * units.lengthToM,
    diameterMm: diameter * units.diameterToMm,
    roughness,
    isOpen: status !== 'CLOSED',
    hasCheckValve: status === 'CV',
  };
}

// The minor loss may be left out, so the seventh field is either it or the status.
function pipeStatus(line: LineReader): string | null {
  const seventh = line.text(6).toUpperCase();
  if (line.count <= 6 || PIPE_STATUSES.includes(seventh)) {
    return seventh === '' ? 'OPEN' : seventh;
  }
  if (line.nonNegative(6, 'minor loss') === null) {
    return null;
  }
  const status = line.text(7).toUpperCase();
  if (status === '' || PIPE_STATUSES.includes(status)) {
    return status === '' ? 'OPEN' : status;
  }
  line.fault(7, `Status "${line.text(7)}" is not OPEN, CLOSED or CV.`);
  return null;
}

function readPump(line: LineReader, ends: Ends): InpLink | null {
  return hasFields(line, 5, 'id, two nodes and HEAD or POWER with its value')
    ? { ...ends, kind: 'pump', isOpen: true }
    : null;
}

function readValve(line: LineReader, ends: Ends, units: InpUnits): InpLink | null {
  if (!hasFields(line, 6, 'id, two nodes, diameter, type and setting')) {
    return null;
  }
  const diameter = line.positive(3, 'diameter');
  const type = line.text(4).toUpperCase();
  const valveType = VALVE_TYPES.find((candidate) => candidate === type);
  if (valveType === undefined) {
    line.fault(4, `Valve type "${line.text(4)}" is not one of ${VALVE_TYPES.join(', ')}.`);
    return null;
  }
  return diameter === null
    ? null
    : {
        ...ends,
        kind: 'valve',
        valveType,
        diameterMm: diameter * units.diameterToMm,
        isOpen: true,
      };
}

function readVertices(sections: Sections, faults: FaultList): Map<string, PlanePoint[]> {
  const declared = new Set(
    LINK_SECTIONS.flatMap(([section]) => sections.get(section) ?? []).map(
      (line) => line.fields[0].text,
    ),
  );
  const vertices = new Map<string, PlanePoint[]>();
  for (const line of sections.get('VERTICES') ?? []) {
    const reader = readLine(line, 'VERTICES', faults);
    if (!hasFields(reader, 3, 'link, x and y')) {
      continue;
    }
    const id = reader.text(0);
    if (!declared.has(id)) {
      reader.fault(0, `Link "${id}" is not declared in this file.`);
    }
    const x = reader.number(1, 'x coordinate');
    const y = reader.number(2, 'y coordinate');
    if (x !== null && y !== null) {
      const bends = vertices.get(id) ?? [];
      bends.push({ x, y });
      vertices.set(id, bends);
    }
  }
  return vertices;
}

function applyStatus(
  sections: Sections,
  links: Map<string, InpLink>,
  declaredAt: ReadonlyMap<string, number>,
  faults: FaultList,
): void {
  for (const line of sections.get('STATUS') ?? []) {
    const reader = readLine(line, 'STATUS', faults);
    if (!hasFields(reader, 2, 'link and status')) {
      continue;
    }
    const id = reader.text(0);
    const status = reader.text(1).toUpperCase();
    const link = links.get(id);
    if (!declaredAt.has(id)) {
      reader.fault(0, `Link "${id}" is not declared in this file.`);
    } else if (link !== undefined && (status === 'CLOSED' || status === 'OPEN')) {
      links.set(id, { ...link, isOpen: status === 'OPEN' });
    } else if (status !== 'CLOSED' && status !== 'OPEN') {
      reader.number(1, 'status or setting');
    }
  }
}

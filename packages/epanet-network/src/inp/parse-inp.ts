import type { InpError, InpNetwork } from '../network.ts';
import { fail, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { createFaultList } from './fault-list.ts';
import type { FaultList } from './fault-list.ts';
import { readLine } from './line-reader.ts';
import { readLinks } from './read-links.ts';
import { readNodes } from './read-nodes.ts';
import { splitSections } from './sections.ts';
import type { Sections } from './sections.ts';
import { DEFAULT_FLOW_UNITS, inpUnits, KNOWN_FLOW_UNITS } from './units.ts';
import type { InpUnits } from './units.ts';

/**
 * Reads the network in an EPANET input file: nodes, links, coordinates; lengths and elevations
 * come out in m, diameters in mm, demands in m³/h. Names up to 50 faults, each with its place.
 * Hydraulic sections (patterns, curves, controls …) are left to EPANET.
 */
export function parseInp(text: string, fileName: string): Result<InpNetwork, InpError> {
  const faults = createFaultList(fileName);
  const sections = splitSections(text, faults);
  if ((sections.get('JUNCTIONS') ?? []).length === 0) {
    const reason = sections.has('JUNCTIONS')
      ? 'The section [JUNCTIONS] is empty.'
      : 'No section [JUNCTIONS]: this is not an EPANET network.';
    faults.add(1, 1, null, reason);
    return fail(faults.sorted());
  }
  const options = readOptions(sections, faults);
  const nodes = readNodes(sections, options.units, faults);
  const links = readLinks(sections, nodes, options.units, faults);
  const errors = faults.sorted();
  if (errors.length > 0) {
    return fail(errors);
  }
  return ok({
    fileName,
    title: readTitle(sections),
    flowUnits: options.units.name,
    demandMultiplier: options.demandMultiplier,
    nodes,
    links,
  });
}

function readTitle(sections: Sections): string {
  const lines = sections.get('TITLE') ?? [];
  return lines.map((line) => line.fields.map((field) => field.text).join(' ')).join('\n');
}

function readOptions(
  sections: Sections,
  faults: FaultList,
): { units: InpUnits; demandMultiplier: number } {
  let units = inpUnits(DEFAULT_FLOW_UNITS) ?? NEUTRAL_UNITS;
  let demandMultiplier = 1;
  for (const line of sections.get('OPTIONS') ?? []) {
    const reader = readLine(line, 'OPTIONS', faults);
    const key = reader.text(0).toUpperCase();
    if (key === 'UNITS') {
      const named = inpUnits(reader.text(1));
      if (named === null) {
        const known = KNOWN_FLOW_UNITS.join(', ');
        reader.fault(1, `Flow units "${reader.text(1)}" are not one of ${known}.`);
      }
      units = named ?? NEUTRAL_UNITS;
    } else if (key === 'DEMAND' && reader.text(1).toUpperCase() === 'MULTIPLIER') {
      demandMultiplier = reader.nonNegative(2, 'demand multiplier') ?? 1;
    }
  }
  return { units, demandMultiplier };
}

// Stands in after a fault in the units, so that the other faults are still found.
const NEUTRAL_UNITS: InpUnits = {
  name: 'CMH',
  flowToM3PerHour: 1,
  lengthToM: 1,
  diameterToMm: 1,
};

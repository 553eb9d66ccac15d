import type { FaultList } from './fault-list.ts';

export interface Field {
  readonly text: string;
  /** Counted from 1. */
  readonly column: number;
}

export interface InpLine {
  readonly line: number;
  readonly fields: readonly [Field, ...Field[]];
}

export type Sections = ReadonlyMap<SectionName, readonly InpLine[]>;

const SECTION_NAMES = [
  'TITLE',
  'JUNCTIONS',
  'RESERVOIRS',
  'TANKS',
  'PIPES',
  'PUMPS',
  'VALVES',
  'CONTROLS',
  'RULES',
  'DEMANDS',
  'SOURCES',
  'EMITTERS',
  'LEAKAGE',
  'PATTERNS',
  'CURVES',
  'QUALITY',
  'STATUS',
  'ROUGHNESS',
  'ENERGY',
  'REACTIONS',
  'MIXING',
  'REPORT',
  'TIMES',
  'OPTIONS',
  'COORDINATES',
  'VERTICES',
  'LABELS',
  'BACKDROP',
  'TAGS',
  'END',
] as const;

export type SectionName = (typeof SECTION_NAMES)[number];

/** Splits the text into the lines of each section, comments removed, positions kept. */
export function splitSections(text: string, faults: FaultList): Sections {
  const sections = new Map<SectionName, InpLine[]>();
  let current: SectionName | null = null;
  let skipping = false;
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (const [index, raw] of lines.entries()) {
    const line = index + 1;
    const [first, ...rest] = splitFields(raw);
    if (first === undefined) {
      continue;
    }
    if (first.text.startsWith('[')) {
      current = sectionNamed(first.text);
      skipping = current === null;
      if (current === 'END') {
        break;
      }
      if (current === null) {
        faults.add(line, first.column, first.text, `${first.text} is not a section of EPANET.`);
      } else if (!sections.has(current)) {
        sections.set(current, []);
      }
      continue;
    }
    if (current !== null) {
      sections.get(current)?.push({ line, fields: [first, ...rest] });
    } else if (!skipping) {
      faults.add(line, first.column, null, 'Text before the first [SECTION].');
      skipping = true;
    }
  }
  return sections;
}

// EPANET itself compares only the start of a section's name.
function sectionNamed(text: string): SectionName | null {
  const name = text.replace(/^\[/, '').replace(/\].*$/, '').toUpperCase();
  const exact = SECTION_NAMES.find((candidate) => candidate === name);
  if (exact !== undefined) {
    return exact;
  }
  return name.length < 4
    ? null
    : (SECTION_NAMES.find((candidate) => candidate.startsWith(name.slice(0, 4))) ?? null);
}

const FIELD = /"([^"]*)"|[^\s;"]+|;/g;

function splitFields(raw: string): Field[] {
  const fields: Field[] = [];
  for (const match of raw.matchAll(FIELD)) {
    if (match[0] === ';') {
      break;
    }
    fields.push({ text: match[1] ?? match[0], column: match.index + 1 });
  }
  return fields;
}

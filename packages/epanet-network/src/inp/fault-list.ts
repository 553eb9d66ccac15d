import type { InpError } from '../network.ts';

/** More than this helps nobody: the first faults usually cause the rest. */
const MAXIMUM_FAULTS = 50;

export interface FaultList {
  add(line: number, column: number, section: string | null, message: string): void;
  sorted(): readonly InpError[];
}

export function createFaultList(fileName: string): FaultList {
  const faults: InpError[] = [];
  return {
    add(line, column, section, message) {
      if (faults.length < MAXIMUM_FAULTS) {
        faults.push({ fileName, line, column, section, message });
      }
    },
    sorted() {
      return faults.toSorted((a, b) => a.line - b.line || a.column - b.column);
    },
  };
}

/** `network.inp:12:5 [PIPES] …`, the form that editors turn into a link. */
export function describeInpError(error: InpError): string {
  const section = error.section === null ? '' : ` [${error.section.replace(/[[\]]/g, '')}]`;
  return `${error.fileName}:${error.line}:${error.column}${section} ${error.message}`;
}

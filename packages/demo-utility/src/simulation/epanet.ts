import { Project, Workspace } from 'epanet-js';

// The toolkit's own numbers; the package's enums stop at version 2.2, before EMITTER_FLOW.
export const NODE_PATTERN = 2;
export const NODE_EMITTER = 3;
export const NODE_PRESSURE = 11;
export const NODE_EMITTER_FLOW = 29;
export const LINK_FLOW = 8;
export const DURATION = 0;
export const HYDRAULIC_STEP = 1;
export const PATTERN_STEP = 3;
export const NO_SAVE = 0;

/** The part of the EPANET toolkit that is used here. Indexes count from 1, lists from 0. */
export interface Epanet {
  open(inputFile: string, reportFile: string, binaryFile: string): void;
  close(): void;
  setTimeParameter(parameter: number, value: number): void;
  addPattern(id: string): void;
  getPatternIndex(id: string): number;
  setPattern(index: number, values: number[]): void;
  getNodeIndex(id: string): number;
  setNodeValue(index: number, property: number, value: number): void;
  getNodeValues(property: number): number[];
  getLinkIndex(id: string): number;
  getLinkValue(index: number, property: number): number;
  openH(): void;
  initH(flag: number): void;
  runH(): number;
  nextH(): number;
  closeH(): void;
}

/** Opens a network in an EPANET of its own. */
export async function openEpanet(inpText: string): Promise<Epanet> {
  const workspace = new Workspace();
  await workspace.loadModule();
  workspace.writeFile('network.inp', inpText);
  const project: Epanet = new Project(workspace);
  project.open('network.inp', 'network.rpt', 'network.bin');
  return project;
}

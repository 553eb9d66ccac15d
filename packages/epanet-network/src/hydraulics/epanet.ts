import { Project, Workspace } from 'epanet-js';

// The toolkit's own numbers (EPANET 2.3, epanet2_enums.h).
export const nodePressure = 11;
export const nodeDemand = 9;
const patternStart = 4;
const duration = 0;
const trials = 0;
const accuracy = 1;
const demandMultiplier = 4;
const cubicMetresPerHour = 8;

/** The part of the EPANET toolkit that is used here. Indexes count from 1. */
export interface Epanet {
  open(inputFile: string, reportFile: string, binaryFile: string): void;
  close(): void;
  setFlowUnits(units: number): void;
  setTimeParameter(parameter: number, value: number): void;
  getOption(option: number): number;
  setOption(option: number, value: number): void;
  getNodeIndex(id: string): number;
  getNodeValue(index: number, property: number): number;
  addDemand(index: number, base: number, pattern: string, name: string): void;
  deleteDemand(index: number, demand: number): void;
  getNumberOfDemands(index: number): number;
  openH(): void;
  initH(flag: number): void;
  runH(): number;
  closeH(): void;
}

/** Opens a network in an EPANET of its own, in m³/h and metres, for steady states solved tightly. */
export async function openEpanet(inpText: string): Promise<Epanet> {
  const workspace = new Workspace();
  await workspace.loadModule();
  workspace.writeFile('network.inp', inpText);
  const project: Epanet = new Project(workspace);
  project.open('network.inp', 'network.rpt', 'network.bin');
  project.setFlowUnits(cubicMetresPerHour);
  project.setTimeParameter(duration, 0);
  // Differences of pressures are wanted, which the usual accuracy of 0.001 would blur.
  project.setOption(accuracy, 1e-5);
  project.setOption(trials, Math.max(200, project.getOption(trials)));
  return project;
}

/** Takes demands to an hour of the model's first day, tanks at their initial levels, and solves. */
export function solveHour(project: Epanet, hour: number): void {
  project.setTimeParameter(patternStart, Math.round(hour * 3600));
  project.initH(0);
  project.runH();
}

/** Solves with a constant demand more at a junction, which is taken away again afterwards. */
export function solveWithDemand(project: Epanet, index: number, flowM3PerHour: number): void {
  project.addDemand(index, flowM3PerHour / project.getOption(demandMultiplier), '', 'leak');
  project.runH();
  project.deleteDemand(index, project.getNumberOfDemands(index));
}

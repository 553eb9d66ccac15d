import { INTERVAL_SECONDS } from '../calendar.ts';
import { coefficientAt } from '../leaks/leak-plan.ts';
import type { PlannedLeak } from '../leaks/leak-plan.ts';
import {
  DURATION,
  HYDRAULIC_STEP,
  LINK_FLOW,
  NO_SAVE,
  NODE_EMITTER,
  NODE_EMITTER_FLOW,
  NODE_PATTERN,
  NODE_PRESSURE,
  openEpanet,
  PATTERN_STEP,
} from './epanet.ts';
import type { Epanet } from './epanet.ts';

export interface SimulationInput {
  readonly inpText: string;
  readonly steps: number;
  /** For each DMA its junctions and its demand as multiples of their base demands. */
  readonly dmas: readonly {
    readonly junctions: readonly string[];
    readonly pattern: Float64Array;
  }[];
  readonly backgroundCoefficients: ReadonlyMap<string, number>;
  readonly leaks: readonly PlannedLeak[];
  readonly links: readonly string[];
  readonly pressureNodes: readonly string[];
  readonly tank: string;
}

/** Columns over the steps, without any error of measurement. */
export interface SimulationResult {
  readonly linkFlows: readonly Float64Array[];
  readonly pressures: readonly Float64Array[];
  readonly tankLevel: Float64Array;
  /** Mean pressure over the junctions of each DMA. */
  readonly dmaPressures: readonly Float64Array[];
  readonly dmaLeakages: readonly Float64Array[];
  readonly leakFlows: readonly Float64Array[];
}

/** Runs EPANET over the whole period; leaks are emitters, so they follow the pressure. */
export async function simulate(input: SimulationInput): Promise<SimulationResult> {
  const project = await openEpanet(input.inpText);
  try {
    setUp(project, input);
    return run(project, input);
  } finally {
    project.close();
  }
}

function setUp(project: Epanet, input: SimulationInput): void {
  project.setTimeParameter(DURATION, input.steps * INTERVAL_SECONDS);
  project.setTimeParameter(HYDRAULIC_STEP, INTERVAL_SECONDS);
  project.setTimeParameter(PATTERN_STEP, INTERVAL_SECONDS);
  for (const [index, dma] of input.dmas.entries()) {
    const id = `DMA-${index + 1}`;
    project.addPattern(id);
    const pattern = project.getPatternIndex(id);
    project.setPattern(pattern, [...dma.pattern]);
    for (const junction of dma.junctions) {
      project.setNodeValue(project.getNodeIndex(junction), NODE_PATTERN, pattern);
    }
  }
  for (const [junction, coefficient] of input.backgroundCoefficients) {
    project.setNodeValue(project.getNodeIndex(junction), NODE_EMITTER, coefficient);
  }
}

function run(project: Epanet, input: SimulationInput): SimulationResult {
  const column = (): Float64Array => new Float64Array(input.steps);
  const result = {
    linkFlows: input.links.map(column),
    pressures: input.pressureNodes.map(column),
    tankLevel: column(),
    dmaPressures: input.dmas.map(column),
    dmaLeakages: input.dmas.map(column),
    leakFlows: input.leaks.map(column),
  };
  const record = createRecorder(project, input, result);
  project.openH();
  project.initH(NO_SAVE);
  let step = 0;
  let remaining = 1;
  while (remaining > 0 && step < input.steps) {
    openLeaks(project, input, step);
    const seconds = project.runH();
    // A tank that fills or empties adds instants between the steps.
    if (seconds === step * INTERVAL_SECONDS) {
      record(step);
      step += 1;
    }
    remaining = project.nextH();
  }
  project.closeH();
  return result;
}

function openLeaks(project: Epanet, input: SimulationInput, step: number): void {
  const open = new Map<string, number>();
  for (const leak of input.leaks) {
    const change = coefficientAt(leak, step) - (step === 0 ? 0 : coefficientAt(leak, step - 1));
    if (change !== 0) {
      open.set(leak.junction, 0);
    }
  }
  for (const junction of open.keys()) {
    const coefficient = totalCoefficient(input, junction, step);
    project.setNodeValue(project.getNodeIndex(junction), NODE_EMITTER, coefficient);
  }
}

function totalCoefficient(input: SimulationInput, junction: string, step: number): number {
  return input.leaks
    .filter((leak) => leak.junction === junction)
    .reduce(
      (sum, leak) => sum + coefficientAt(leak, step),
      input.backgroundCoefficients.get(junction) ?? 0,
    );
}

function createRecorder(
  project: Epanet,
  input: SimulationInput,
  result: SimulationResult,
): (step: number) => void {
  // EPANET counts from 1, its lists of values from 0.
  const place = (id: string): number => project.getNodeIndex(id) - 1;
  const dmaPlaces = input.dmas.map((dma) => dma.junctions.map(place));
  const pressurePlaces = input.pressureNodes.map(place);
  const leakPlaces = input.leaks.map((leak) => place(leak.junction));
  const linkIndexes = input.links.map((id) => project.getLinkIndex(id));
  const tankPlace = place(input.tank);
  const sumAt = (values: readonly number[], places: readonly number[]): number =>
    places.reduce((sum, index) => sum + (values[index] ?? 0), 0);

  return (step) => {
    const pressures = project.getNodeValues(NODE_PRESSURE);
    const emitted = project.getNodeValues(NODE_EMITTER_FLOW);
    const flows = linkIndexes.map((index) => project.getLinkValue(index, LINK_FLOW));
    put(result.linkFlows, step, flows);
    put(
      result.pressures,
      step,
      pressurePlaces.map((index) => pressures[index] ?? 0),
    );
    result.tankLevel[step] = pressures[tankPlace] ?? 0;
    put(
      result.dmaPressures,
      step,
      dmaPlaces.map((places) => sumAt(pressures, places) / places.length),
    );
    put(
      result.dmaLeakages,
      step,
      dmaPlaces.map((places) => sumAt(emitted, places)),
    );
    put(
      result.leakFlows,
      step,
      input.leaks.map((leak, index) => {
        const total = totalCoefficient(input, leak.junction, step);
        const share = total === 0 ? 0 : coefficientAt(leak, step) / total;
        return share * (emitted[leakPlaces[index] ?? 0] ?? 0);
      }),
    );
  };
}

function put(columns: readonly Float64Array[], step: number, values: readonly number[]): void {
  for (const [index, column] of columns.entries()) {
    column[step] = values[index] ?? 0;
  }
}

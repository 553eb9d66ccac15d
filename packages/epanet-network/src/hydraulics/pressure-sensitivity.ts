import { describeInpError } from '../inp/fault-list.ts';
import { parseInp } from '../inp/parse-inp.ts';
import type { InpNetwork } from '../network.ts';
import { fail, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { openEpanet, type Epanet } from './epanet.ts';
import { refillsOf, trialLeaksAt } from './trial-leaks.ts';

const mostBlocksPerDay = 24;

export interface SensitivityOptions {
  readonly fileName: string;
  /** Nodes with a pressure sensor; their order is that of the results. */
  readonly sensors: readonly string[];
  /** The junctions at which a leak is tried; all unless told. */
  readonly junctions?: readonly string[];
  /** Equal parts of a day, each stood for by its middle; 8 unless told, 24 at most. */
  readonly blocksPerDay?: number;
  /** The leak that is tried at each junction; 5 m³/h unless told. */
  readonly trialLeakM3PerHour?: number;
  /**
   * Refuses more work than this, counted in nodes solved: junctions tried times nodes times blocks.
   * All of L-TOWN are five million, some seconds. No limit unless told.
   */
  readonly mostNodesSolved?: number;
}

/** How much lower each sensor reads for a leak at each junction. */
export interface PressureSensitivity {
  readonly sensors: readonly string[];
  readonly junctions: readonly string[];
  readonly blocksPerDay: number;
  /** Metres for each m³/h of leak: block by junction by sensor. */
  readonly fallsMPerM3PerHour: Float64Array;
}

export type SensitivityError =
  | { readonly kind: 'InvalidNetwork'; readonly message: string }
  | { readonly kind: 'UnknownSensor'; readonly sensor: string; readonly message: string }
  | { readonly kind: 'UnknownJunction'; readonly junction: string; readonly message: string }
  | { readonly kind: 'TooLarge'; readonly message: string }
  | { readonly kind: 'InvalidOption'; readonly message: string }
  | { readonly kind: 'NotSolved'; readonly message: string };

/**
 * The fall of pressure at each sensor for a small leak at each junction, from steady states of the
 * hydraulic model in the middle of each block of its first day. What a tank gives to the leak is
 * taken as drawn again where the tank's pumps take in, since a tank keeps its level over days.
 */
export async function pressureSensitivity(
  inpText: string,
  options: SensitivityOptions,
): Promise<Result<PressureSensitivity, SensitivityError>> {
  const { fileName, sensors, blocksPerDay = 8, trialLeakM3PerHour = 5 } = options;
  const { mostNodesSolved = Number.POSITIVE_INFINITY } = options;
  const network = parseInp(inpText, fileName);
  if (!network.ok) {
    return fail(
      network.errors.map((error) => ({ kind: 'InvalidNetwork', message: describeInpError(error) })),
    );
  }
  const junctions = options.junctions ?? junctionsOf(network.value);
  const settings = { sensors, junctions, blocksPerDay, trialLeakM3PerHour, mostNodesSolved };
  const faults = faultsOf(network.value, settings);
  if (faults.length > 0) return fail(faults);
  let project: Epanet | null = null;
  try {
    project = await openEpanet(inpText);
    return solveAll(project, network.value, settings);
  } catch (error) {
    // The toolkit throws its numbered errors, of which the text is for people.
    const reason = error instanceof Error ? error.message : String(error);
    const message = `EPANET could not solve ${fileName}: ${reason}`;
    return fail([{ kind: project === null ? 'InvalidNetwork' : 'NotSolved', message }]);
  } finally {
    project?.close();
  }
}

type Settings = Required<Omit<SensitivityOptions, 'fileName'>>;

function junctionsOf({ nodes }: InpNetwork): readonly string[] {
  return Array.from(nodes.values())
    .filter(({ kind }) => kind === 'junction')
    .map(({ id }) => id);
}

function faultsOf(
  { nodes, fileName }: InpNetwork,
  { sensors, junctions, blocksPerDay, trialLeakM3PerHour, mostNodesSolved }: Settings,
): SensitivityError[] {
  const faults: SensitivityError[] = sensors
    .filter((sensor) => !nodes.has(sensor))
    .map((sensor) => ({
      kind: 'UnknownSensor',
      sensor,
      message: `The network has no node ${sensor}, where a pressure sensor should be.`,
    }));
  for (const junction of junctions) {
    if (nodes.get(junction)?.kind === 'junction') continue;
    const message = `The network has no junction ${junction}, where a leak should be tried.`;
    faults.push({ kind: 'UnknownJunction', junction, message });
  }
  if (sensors.length === 0) {
    faults.push({ kind: 'InvalidOption', message: 'No pressure sensor is named.' });
  }
  if (!Number.isInteger(blocksPerDay) || blocksPerDay < 1 || blocksPerDay > mostBlocksPerDay) {
    const message = `A day has 1 to ${mostBlocksPerDay} blocks, not ${blocksPerDay}.`;
    faults.push({ kind: 'InvalidOption', message });
  }
  if (!(trialLeakM3PerHour > 0 && Number.isFinite(trialLeakM3PerHour))) {
    const message = `The trial leak must be above 0 m³/h, not ${trialLeakM3PerHour}.`;
    faults.push({ kind: 'InvalidOption', message });
  }
  if (junctions.length * nodes.size * blocksPerDay > mostNodesSolved) {
    const message = `Leaks at ${junctions.length} junctions of ${fileName}, which has ${nodes.size} nodes, are more than the ${mostNodesSolved} nodes to be solved at most.`;
    faults.push({ kind: 'TooLarge', message });
  }
  return faults;
}

function solveAll(
  project: Epanet,
  network: InpNetwork,
  { sensors, junctions, blocksPerDay, trialLeakM3PerHour }: Settings,
): Result<PressureSensitivity, SensitivityError> {
  const indexes = junctions.map((junction) => project.getNodeIndex(junction));
  const settings = {
    sensorIndexes: sensors.map((sensor) => project.getNodeIndex(sensor)),
    refills: refillsOf(project, network),
    leakM3PerHour: trialLeakM3PerHour,
  };
  const falls = new Float64Array(blocksPerDay * junctions.length * sensors.length);
  project.openH();
  let offset = 0;
  for (let block = 0; block < blocksPerDay; block += 1) {
    const trialLeak = trialLeaksAt(project, (24 / blocksPerDay) * (block + 0.5), settings);
    for (const index of indexes) {
      falls.set(trialLeak(index), offset);
      offset += sensors.length;
    }
  }
  project.closeH();
  if (!falls.every((fall) => Number.isFinite(fall))) {
    const message = `EPANET found no pressures for ${network.fileName}.`;
    return fail([{ kind: 'NotSolved', message }]);
  }
  return ok({ sensors, junctions, blocksPerDay, fallsMPerM3PerHour: falls });
}

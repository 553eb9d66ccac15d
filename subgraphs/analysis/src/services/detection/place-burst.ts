import { parseInp, type InpNetwork } from '@waris/epanet-network';
import {
  pipeSignatures,
  pressureSensitivity,
  type SensitivityError,
} from '@waris/epanet-network/hydraulics';
import {
  flowM3PerHour,
  locateBurst,
  type BurstLocation,
  type FaultySensor,
  type LeakSignatures,
} from '@waris/water-loss';
import type { RefusalReason } from '../../domain/detection/burst-location.ts';
import type { LocationRequest } from '../../domain/detection/location-request.ts';

/** All that is needed to place a burst: plain data, for a thread of its own. */
export type PlaceTask = {
  readonly model: { readonly sha256: string; readonly fileName: string; readonly inpText: string };
  readonly dmaId: string;
  /** Codes of the DMA's pipes: the candidates. */
  readonly pipes: readonly string[];
  readonly sensors: readonly {
    readonly meterId: string;
    readonly node: string;
    readonly pressuresM: Float64Array;
  }[];
  /** Where the columns begin: whole days before the instant of the request. */
  readonly startMs: number;
  readonly intervalSeconds: number;
  readonly request: LocationRequest;
  readonly changesMs: readonly number[];
};

export type PlaceAnswer =
  | {
      readonly kind: 'placed';
      readonly location: BurstLocation;
      readonly notInModel: readonly string[];
    }
  | {
      readonly kind: 'refused';
      readonly reason: RefusalReason;
      readonly message: string;
      readonly leftOut: readonly FaultySensor[];
      readonly notInModel: readonly string[];
    };

export type PlacerLimits = {
  /** Half a minute of work or so; L-TOWN with all its pipes takes a twelfth of it. */
  readonly mostNodesSolved: number;
  /** DMAs of which it is remembered what their model foretold. */
  readonly mostRemembered: number;
};

const usualLimits: PlacerLimits = { mostNodesSolved: 60_000_000, mostRemembered: 4 };
const leastSensors = 3;

/** Places bursts by solving the network file; one DMA again takes no solving. */
export function createPlacer({ mostNodesSolved, mostRemembered }: PlacerLimits = usualLimits): (
  task: PlaceTask,
) => Promise<PlaceAnswer> {
  const remembered = new Map<string, LeakSignatures>();
  return async (task) => {
    const { model, dmaId } = task;
    const parsed = parseInp(model.inpText, model.fileName);
    if (!parsed.ok) {
      return refused('model not solved', parsed.errors.map(({ message }) => message).join('\n'));
    }
    const { nodes } = parsed.value;
    const notInModel = task.sensors.filter(({ node }) => !nodes.has(node));
    const sensors = task.sensors.filter(({ node }) => nodes.has(node));
    const strangers = notInModel.map(({ meterId }) => meterId);
    if (sensors.length < leastSensors) {
      const message = `${model.fileName} has the nodes of ${sensors.length} pressure meters; ${leastSensors} are needed.`;
      return refused('too few sensors', message, strangers);
    }
    const key = [model.sha256, dmaId, ...task.pipes, ...sensors.map(({ node }) => node)].join(' ');
    const known = remembered.get(key);
    const found =
      known ?? (await signaturesOf(parsed.value, { ...task, sensors }, mostNodesSolved));
    if ('reason' in found) return refused(found.reason, found.message, strangers);
    remembered.delete(key);
    remembered.set(key, found);
    for (const oldest of [...remembered.keys()].slice(0, -mostRemembered))
      remembered.delete(oldest);
    return place({ ...task, sensors }, found, strangers);
  };
}

function refused(
  reason: RefusalReason,
  message: string,
  notInModel: readonly string[] = [],
  leftOut: readonly FaultySensor[] = [],
): PlaceAnswer {
  return { kind: 'refused', reason, message, leftOut, notInModel };
}

const reasonOf: Readonly<Record<SensitivityError['kind'], RefusalReason>> = {
  InvalidNetwork: 'model not solved',
  UnknownSensor: 'model not solved',
  UnknownJunction: 'model not solved',
  InvalidOption: 'model not solved',
  NotSolved: 'model not solved',
  TooLarge: 'model too large',
};

async function signaturesOf(
  network: InpNetwork,
  { model, pipes, sensors }: PlaceTask,
  mostNodesSolved: number,
): Promise<LeakSignatures | { readonly reason: RefusalReason; readonly message: string }> {
  const candidates = new Set(pipes);
  const ends = Array.from(network.links.values())
    .filter(({ id, kind, isOpen }) => kind === 'pipe' && isOpen && candidates.has(id))
    .flatMap(({ startNode, endNode }) => [startNode, endNode])
    .filter((node) => network.nodes.get(node)?.kind === 'junction');
  if (ends.length === 0) {
    const message = `${model.fileName} has none of the DMA's ${pipes.length} pipes open between junctions.`;
    return { reason: 'no candidate pipes', message };
  }
  const sensitivity = await pressureSensitivity(model.inpText, {
    fileName: model.fileName,
    sensors: sensors.map(({ node }) => node),
    junctions: Array.from(new Set(ends)),
    mostNodesSolved,
  });
  if (!sensitivity.ok) {
    const message = sensitivity.errors.map((error) => error.message).join('\n');
    return { reason: reasonOf[sensitivity.errors[0]?.kind ?? 'NotSolved'], message };
  }
  return pipeSignatures(network, sensitivity.value, candidates);
}

function place(
  { sensors, startMs, intervalSeconds, request, changesMs }: PlaceTask,
  signatures: LeakSignatures,
  notInModel: readonly string[],
): PlaceAnswer {
  const { sizeM3PerHour, sizeErrorM3PerHour, measureFromMs } = request;
  const result = locateBurst({
    // Two meters may stand at one node: what they read goes by their own names.
    signatures: { ...signatures, sensors: sensors.map(({ meterId }) => meterId) },
    startAt: startMs,
    intervalSeconds,
    pressures: sensors.map(({ meterId, pressuresM }) => ({ sensor: meterId, pressuresM })),
    burst: {
      startAt: request.startMs,
      alarmAt: request.alarmMs,
      sizeM3PerHour: sizeM3PerHour === null ? null : flowM3PerHour(sizeM3PerHour),
      sizeErrorM3PerHour: sizeErrorM3PerHour === null ? null : flowM3PerHour(sizeErrorM3PerHour),
      ...(measureFromMs === null ? {} : { measureFrom: measureFromMs }),
    },
    changesAt: [...request.changesMs, ...changesMs],
    knownUntil: request.knownUntilMs,
  });
  if (result.ok) return { kind: 'placed', location: result.value, notInModel };
  const { kind, message, leftOut } = result.error;
  switch (kind) {
    case 'TooFewSensors':
      return refused('too few sensors', message, notInModel, leftOut);
    case 'NoQuietDays':
      return refused('no quiet days', message, notInModel, leftOut);
    case 'NoReadingsYet':
      return refused('no readings yet', message, notInModel, leftOut);
    case 'NoCandidates':
      return refused('no candidate pipes', message, notInModel, leftOut);
    case 'UnevenInterval':
      throw new Error(message);
  }
}

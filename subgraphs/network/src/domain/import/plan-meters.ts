import { fail, ok, type Result } from '@waris/service-kit';
import type { InpLink } from '@waris/epanet-network';
import type { Position } from '../geometry.ts';
import { serialNumber as serialSchema } from '../input.ts';
import { invalidInput, type InvalidInput } from '../refusals.ts';
import type { ImportNetworkInput, MeterChoice } from './network-import.ts';
import { idOf, type ReadNetwork } from './read-network.ts';

export type PlannedMeter = {
  readonly serialNumber: string;
  readonly kind: 'bulk' | 'zone' | 'check' | 'pressure' | 'level';
  /** Link or node of the file. */
  readonly at: string;
  readonly dmaCode: string | null;
  readonly sourceDmaCode: string | null;
  readonly position: Position | null;
};

type PlannedMeters = {
  readonly flow: readonly PlannedMeter[];
  readonly pressure: readonly PlannedMeter[];
  readonly level: readonly PlannedMeter[];
};

type ToCode = (area: string | null | undefined) => string | null;

export function planMeters(
  read: ReadNetwork,
  input: ImportNetworkInput,
  toCode: ToCode,
): Result<PlannedMeters, InvalidInput> {
  const { branchCode } = input.branch;
  const pressureSensors = input.pressureSensors ?? [];
  const levelSensors =
    input.levelSensors ??
    read.metering.tanks.filter(({ area }) => area !== null).map(({ tankId }) => tankId);
  const planned: PlannedMeters = {
    flow: planFlowMeters(read, input.meters, branchCode, toCode),
    pressure: pressureSensors.map((choice) => ({
      ...sensor(read, choice, branchCode),
      kind: 'pressure',
      dmaCode: toCode(read.partition.areaOfNode.get(idOf(choice))),
    })),
    level: levelSensors.map((choice) => ({
      ...sensor(read, choice, branchCode),
      kind: 'level',
      dmaCode: toCode(read.metering.tanks.find(({ tankId }) => tankId === idOf(choice))?.area),
    })),
  };
  const { nodes } = read.network;
  const faults = [
    ...pressureSensors
      .filter((choice) => !nodes.has(idOf(choice)))
      .map((choice) => invalidInput(`There is no node ${idOf(choice)}.`, 'pressureSensors')),
    ...levelSensors
      .filter((choice) => nodes.get(idOf(choice))?.kind !== 'tank')
      .map((choice) => invalidInput(`There is no tank ${idOf(choice)}.`, 'levelSensors')),
    ...serialFaults(planned),
  ];
  return faults.length > 0 ? fail(...faults) : ok(planned);
}

function planFlowMeters(
  { network, metering, placed }: ReadNetwork,
  choices: readonly MeterChoice[],
  branchCode: string,
  toCode: ToCode,
): PlannedMeter[] {
  const byLink = new Map(choices.map((choice) => [idOf(choice), choice]));
  return metering.meters.map(({ linkId, feedsArea, drawsFromArea }) => {
    const isInside = feedsArea !== null && feedsArea === drawsFromArea;
    const link = network.links.get(linkId);
    const fromSource = [link?.startNode, link?.endNode].some(
      (id) => id !== undefined && network.nodes.get(id)?.kind === 'reservoir',
    );
    return {
      serialNumber: serialOf(byLink.get(linkId) ?? linkId, branchCode),
      kind: isInside ? 'check' : fromSource ? 'bulk' : 'zone',
      at: linkId,
      dmaCode: toCode(feedsArea),
      sourceDmaCode: isInside ? null : toCode(drawsFromArea),
      position: middleOf(link, placed.links),
    };
  });
}

const serialOf = (choice: MeterChoice, branchCode: string): string =>
  typeof choice === 'string' || choice.serialNumber == null
    ? `${branchCode}-${idOf(choice)}`
    : choice.serialNumber.trim();

function sensor({ placed }: ReadNetwork, choice: MeterChoice, branchCode: string) {
  return {
    serialNumber: serialOf(choice, branchCode),
    at: idOf(choice),
    sourceDmaCode: null,
    position: placed.nodes.get(idOf(choice)) ?? null,
  };
}

/** Halfway along the middle piece of the link's course. */
function middleOf(
  link: InpLink | undefined,
  courses: ReadonlyMap<string, readonly Position[]>,
): Position | null {
  const course = courses.get(link?.id ?? '') ?? [];
  const before = course[Math.ceil(course.length / 2) - 1];
  const after = course[Math.ceil(course.length / 2)] ?? before;
  return before === undefined || after === undefined
    ? null
    : [(before[0] + after[0]) / 2, (before[1] + after[1]) / 2];
}

function serialFaults({ flow, pressure, level }: PlannedMeters): InvalidInput[] {
  const fields = { meters: flow, pressureSensors: pressure, levelSensors: level };
  const seen = new Set<string>();
  return Object.entries(fields).flatMap(([field, meters]) =>
    meters.flatMap(({ serialNumber }) => {
      if (!serialSchema.safeParse(serialNumber).success) {
        return [invalidInput(`"${serialNumber}" cannot be a serial number.`, field)];
      }
      const isTaken = seen.has(serialNumber);
      seen.add(serialNumber);
      const message = `Two meters would have the serial number ${serialNumber}: give one another.`;
      return isTaken ? [invalidInput(message, field)] : [];
    }),
  );
}

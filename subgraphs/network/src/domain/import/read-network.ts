import {
  areaBoundaries,
  parseAreaMapping,
  parseInp,
  partitionIntoAreas,
  placeCoordinates,
  signedMeters,
  type AreaPartition,
  type InpNetwork,
  type Metering,
  type MultiPolygon,
  type PlacedNetwork,
} from '@waris/epanet-network';
import { fail, ok, type Result } from '@waris/service-kit';
import { invalidInput } from '../refusals.ts';
import { parsePlacement } from './placement.ts';
import type { ImportNetworkInput, ImportRefusal, MeterChoice } from './network-import.ts';

/** The file understood: its areas, its metered links and its place on the globe. */
export type ReadNetwork = {
  readonly network: InpNetwork;
  readonly partition: AreaPartition;
  readonly metering: Metering;
  readonly placed: PlacedNetwork;
  readonly boundaries: ReadonlyMap<string, MultiPolygon>;
};

const mostCharacters = 8_000_000;
const mostAreas = 1_000;

export const idOf = (choice: MeterChoice): string =>
  typeof choice === 'string' ? choice : choice.id;

export function readNetwork(input: ImportNetworkInput): Result<ReadNetwork, ImportRefusal> {
  if (input.inp.text.length > mostCharacters) {
    return fail(invalidInput(`The file has more than ${mostCharacters} characters.`, 'text'));
  }
  if (input.inp.text.includes('\0')) {
    return fail(invalidInput('The file holds a zero byte: it is no text.', 'text'));
  }
  const parsed = parseInp(input.inp.text, input.inp.fileName);
  if (!parsed.ok) {
    return fail(
      ...parsed.errors.map(({ message, line, column, section }) => ({
        kind: 'InvalidNetworkFile' as const,
        message,
        path: ['text'],
        line,
        column,
        section,
      })),
    );
  }
  const network = parsed.value;
  const partition = readAreas(network, input.mapping ?? null);
  if (!partition.ok) return partition;
  const metering = signedMeters(network, partition.value, input.meters.map(idOf));
  if (!metering.ok) {
    return fail(...metering.errors.map(({ message }) => invalidInput(message, 'meters')));
  }
  const placement = parsePlacement(input.placement);
  if (!placement.ok) return placement;
  const placed = placeCoordinates(network, placement.value);
  if (!placed.ok) {
    return fail(...placed.errors.map(({ message }) => invalidInput(message, 'placement')));
  }
  return ok({
    network,
    partition: partition.value,
    metering: metering.value,
    placed: placed.value,
    boundaries: areaBoundaries(network, partition.value, placed.value.project),
  });
}

function readAreas(network: InpNetwork, text: string | null): Result<AreaPartition, ImportRefusal> {
  const mapping = text === null ? null : parseAreaMapping(text);
  const partition =
    mapping === null
      ? partitionIntoAreas(network)
      : mapping.ok
        ? partitionIntoAreas(network, { mapping: mapping.value })
        : mapping;
  if (!partition.ok) {
    return fail(
      ...partition.errors
        .slice(0, 50)
        .map(({ path, message }) => invalidInput(`${path}: ${message}`, 'mapping')),
    );
  }
  const { areas } = partition.value;
  return areas.length > mostAreas
    ? fail(invalidInput(`The network falls into ${areas.length} areas: give a mapping.`, 'mapping'))
    : ok(partition.value);
}

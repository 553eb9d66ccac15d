import type { MultiPolygon } from '@waris/epanet-network';
import { fail, ok, type Result } from '@waris/service-kit';
import type { Position } from '../geometry.ts';
import { invalidInput, type InvalidInput } from '../refusals.ts';
import { planDmas, type PlannedDma } from './plan-dmas.ts';
import { planMeters, type PlannedMeter } from './plan-meters.ts';
import type { ImportNetworkInput, UnmeteredLink } from './network-import.ts';
import type { ReadNetwork } from './read-network.ts';

export type PlannedNode = {
  readonly code: string;
  readonly kind: 'junction' | 'reservoir' | 'tank';
  /** Of the ground; a reservoir's is its head. */
  readonly elevationM: number;
  readonly dmaCode: string | null;
  readonly position: Position;
};

export type PlannedPipe = {
  readonly code: string;
  readonly startNode: string;
  readonly endNode: string;
  readonly lengthM: number;
  readonly diameterMm: number;
  readonly isOpen: boolean;
  readonly dmaCode: string | null;
  readonly path: readonly Position[];
};

export type PlannedTank = {
  readonly code: string;
  readonly dmaCode: string;
  readonly surfaceAreaM2: number;
  readonly levelSerial: string | null;
};

export type PlannedBoundary = { readonly dmaCode: string; readonly boundary: MultiPolygon };

/** The rows that a network file asks for, by code; ids are the database's business. */
export type ImportPlan = {
  /** The file itself, which hydraulics are solved from. */
  readonly model: { readonly fileName: string; readonly text: string };
  readonly dmas: readonly PlannedDma[];
  readonly nodes: readonly PlannedNode[];
  readonly pipes: readonly PlannedPipe[];
  readonly meters: readonly PlannedMeter[];
  readonly tanks: readonly PlannedTank[];
  readonly boundaries: readonly PlannedBoundary[];
  readonly unmeteredLinks: readonly UnmeteredLink[];
  readonly skipped: readonly string[];
  readonly warnings: readonly string[];
};

export function planImport(
  read: ReadNetwork,
  input: ImportNetworkInput,
): Result<ImportPlan, InvalidInput> {
  const { partition, metering, boundaries } = read;
  const dmas = planDmas(partition, input);
  if (!dmas.ok) return dmas;
  const codeOfArea = new Map(dmas.value.map(({ area, code }) => [area, code]));
  const toCode = (area: string | null | undefined) =>
    area == null ? null : (codeOfArea.get(area) ?? null);
  const meters = planMeters(read, input, toCode);
  if (!meters.ok) return meters;
  const { flow, pressure, level } = meters.value;
  if (dmas.value.length === 0) return fail(invalidInput('The network has no areas.', 'text'));

  const levelSerials = new Map(level.map(({ at, serialNumber }) => [at, serialNumber]));
  const tanks = metering.tanks.flatMap(({ tankId, area, surfaceM2 }) => {
    const dmaCode = toCode(area);
    const levelSerial = levelSerials.get(tankId) ?? null;
    return dmaCode === null || !(surfaceM2 > 0)
      ? []
      : [{ code: tankId, dmaCode, surfaceAreaM2: surfaceM2, levelSerial }];
  });
  const kept = new Set(tanks.map(({ code }) => code));
  const drawn = dmas.value.flatMap(({ area, code }) => {
    const boundary = boundaries.get(area);
    return boundary === undefined || boundary.coordinates.length === 0
      ? []
      : [{ dmaCode: code, boundary }];
  });
  return ok({
    model: input.inp,
    dmas: dmas.value,
    nodes: planNodes(read, toCode),
    pipes: planPipes(read, toCode),
    meters: [...flow, ...pressure, ...level],
    tanks,
    boundaries: drawn,
    unmeteredLinks: metering.unmeteredLinks.map(({ area, link }) => ({
      dmaCode: toCode(area) ?? area,
      link,
    })),
    skipped: [
      ...skippedLinks(read),
      ...metering.tanks
        .filter(({ tankId }) => !kept.has(tankId))
        .map(({ tankId }) => `Tank ${tankId} is part of no DMA's storage.`),
    ],
    warnings: [
      ...lostJunctions(read),
      ...flow
        .filter(({ dmaCode, sourceDmaCode }) => dmaCode === null && sourceDmaCode === null)
        .map(({ at }) => `The meter at link ${at} lies outside every DMA: it is in no balance.`),
    ],
  });
}

type ToCode = (area: string | null | undefined) => string | null;

function planNodes({ network, partition, placed }: ReadNetwork, toCode: ToCode): PlannedNode[] {
  return [...network.nodes.values()].flatMap((node) => {
    const position = placed.nodes.get(node.id);
    return position === undefined
      ? []
      : [
          {
            code: node.id,
            kind: node.kind,
            elevationM: node.kind === 'reservoir' ? node.headM : node.elevationM,
            dmaCode: toCode(partition.areaOfNode.get(node.id)),
            position,
          },
        ];
  });
}

function planPipes({ network, partition, placed }: ReadNetwork, toCode: ToCode): PlannedPipe[] {
  return [...network.links.values()].flatMap((link) =>
    link.kind === 'pipe' && isMain(link)
      ? [
          {
            code: link.id,
            startNode: link.startNode,
            endNode: link.endNode,
            lengthM: link.lengthM,
            diameterMm: link.diameterMm,
            isOpen: link.isOpen,
            dmaCode: toCode(partition.areaOfPipe.get(link.id)),
            path: placed.links.get(link.id) ?? [],
          },
        ]
      : [],
  );
}

const isMain = ({ lengthM, diameterMm }: { lengthM: number; diameterMm: number }) =>
  lengthM > 0 && diameterMm > 0;

function skippedLinks({ network }: ReadNetwork): string[] {
  const links = [...network.links.values()];
  const devices = links.filter(({ kind }) => kind !== 'pipe').length;
  const empty = links.filter((link) => link.kind === 'pipe' && !isMain(link));
  return [
    ...(devices > 0
      ? [`Pumps and valves bound DMAs and are not kept themselves: ${devices}.`]
      : []),
    ...empty.map(({ id }) => `Pipe ${id} has no length or no diameter.`),
  ];
}

function lostJunctions({ partition }: ReadNetwork): string[] {
  const { length } = partition.unassignedNodes;
  return length === 0 ? [] : [`Junctions in no DMA: ${length}.`];
}

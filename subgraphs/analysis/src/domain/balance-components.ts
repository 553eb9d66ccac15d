import {
  exactVolume,
  volumeM3,
  type ApparentLossPolicy,
  type BalanceComponent,
  type BalanceComponents,
  type VolumeM3,
} from '@waris/water-loss';
import {
  assumedQuality,
  enteredQuality,
  inflowQuality,
  inputOfComponent,
  registerQuality,
  unknownQuality,
  type BalanceInput,
} from './balance-inputs.ts';
import { completeByPolicy } from './balance-policy.ts';
import type { BilledConsumption } from './billed-consumption.ts';
import type { Dma } from './dma.ts';
import { enteredDefaults, type EnteredFigure, type EnteredFigures } from './entered-volumes.ts';
import type { SystemInput } from './system-input.ts';
import type { BalanceWarning } from './warnings.ts';

/** Volumes that the caller knows better than the readings; each replaces a component. */
export type KnownVolumes = Partial<BalanceComponents>;

type Known = Partial<Readonly<Record<BalanceComponent, EnteredFigure>>>;

export type ComponentFacts = {
  readonly dma: Dma;
  readonly periodEnd: Date;
  readonly input: SystemInput;
  readonly billed: BilledConsumption;
  readonly entered: EnteredFigures;
  readonly knownVolumes: KnownVolumes;
  readonly policy: ApparentLossPolicy;
};

export type CompletedComponents = {
  readonly components: BalanceComponents;
  readonly estimated: readonly BalanceComponent[];
  /** In place of what was read, by the caller or by volumes that were entered. */
  readonly replaced: ReadonlySet<BalanceComponent>;
  readonly inputs: readonly BalanceInput[];
};

const names = Object.keys(inputOfComponent) as readonly BalanceComponent[];

/** Components from readings, entered volumes and policy, with how well each is known. */
export function componentsOf(facts: ComponentFacts): CompletedComponents {
  const known = { ...enteredComponents(facts), ...callerKnows(facts.knownVolumes) };
  const read = {
    waterSuppliedM3: facts.input.volumeM3,
    billedMeteredM3: facts.billed.volumeM3,
  };
  const given = Object.fromEntries(
    names.map((name) => [name, known[name]?.volumeM3 ?? readOf(read, name)]),
  ) as BalanceComponents;
  const { components, estimated } = completeByPolicy(given, facts.policy);
  const inputFilled =
    known.waterSuppliedM3 === undefined && (facts.input.estimatedRatio ?? 0) !== 0;
  const billedFilled = known.billedMeteredM3 === undefined && facts.billed.estimated;
  return {
    components: exact(components),
    estimated: [
      ...(inputFilled ? (['waterSuppliedM3'] as const) : []),
      ...(billedFilled ? (['billedMeteredM3'] as const) : []),
      ...estimated,
    ],
    replaced: new Set(names.filter((name) => known[name] !== undefined)),
    inputs: names.map((name) => ({
      input: inputOfComponent[name],
      ...qualityOf(name, known[name], components[name], facts),
    })),
  };
}

function readOf(
  read: Partial<Record<BalanceComponent, VolumeM3 | null>>,
  name: BalanceComponent,
): VolumeM3 | null {
  return read[name] ?? null;
}

function exact(components: BalanceComponents): BalanceComponents {
  const entries = names.map((name) => {
    const volume = components[name];
    return [name, volume === null ? null : exactVolume(volume)] as const;
  });
  return Object.fromEntries(entries) as BalanceComponents;
}

function callerKnows(volumes: KnownVolumes): Known {
  return Object.fromEntries(
    Object.entries(volumes).flatMap(([name, volume]) =>
      volume === null || volume === undefined
        ? []
        : [[name, { volumeM3: volume, ...enteredDefaults }]],
    ),
  );
}

const additive = [
  { kind: 'OWN_SOURCES', sign: 1 },
  { kind: 'IMPORTED', sign: 1 },
  { kind: 'EXPORTED', sign: -1 },
] as const;

function additionsOf({ figures }: EnteredFigures) {
  return additive.flatMap(({ kind, sign }) => {
    const figure = figures[kind];
    return figure === undefined ? [] : [{ kind, figure, sign }];
  });
}

/** A DMA without metered boundaries is fed by what was entered alone. */
function meteredInput(dma: Dma, input: SystemInput): VolumeM3 | null {
  return dma.hasInlet || dma.hasOutlet ? input.volumeM3 : volumeM3(0);
}

/** What was entered beside a metered input that is unknown, and could not be added to it. */
export function unusedAdditions({
  dma,
  input,
  entered,
}: ComponentFacts): readonly BalanceWarning[] {
  const additions = additionsOf(entered);
  if (additions.length === 0 || entered.figures.SYSTEM_INPUT !== undefined) return [];
  if (meteredInput(dma, input) !== null) return [];
  const kinds = additions.map(({ kind }) => kind).join(', ');
  const message = `${kinds} would change a metered input that is unknown, and were not used: enter SYSTEM_INPUT instead, net of what flows on.`;
  return [{ code: 'ENTERED_VOLUMES_PARTIAL', message }];
}

/** Entered volumes by the component they stand for. */
function enteredComponents({ entered, input, dma, periodEnd }: ComponentFacts): Known {
  const { figures } = entered;
  const known: Record<string, EnteredFigure> = {};
  for (const name of names) {
    const figure = figures[inputOfComponent[name]];
    if (figure !== undefined) known[name] = figure;
  }
  const additions = additionsOf(entered);
  if (known['waterSuppliedM3'] !== undefined || additions.length === 0) return known;
  const metered = meteredInput(dma, input);
  if (metered === null) return known;
  const meteredQuality = inflowQuality(dma.oldestCalibrationOn, periodEnd, input.estimatedRatio);
  const total = additions.reduce<number>(
    (sum, { figure, sign }) => sum + sign * figure.volumeM3,
    metered,
  );
  const margin = Math.hypot(
    metered * (meteredQuality.margin95Ratio ?? 0),
    ...additions.map(({ figure }) => figure.volumeM3 * figure.margin95Ratio),
  );
  const grades = additions.map(({ figure }) => figure.grade);
  known['waterSuppliedM3'] = {
    volumeM3: volumeM3(total),
    margin95Ratio: total === 0 ? 0 : margin / Math.abs(total),
    grade: Math.min(...grades, ...(dma.hasInlet ? [meteredQuality.grade] : [])),
  };
  return known;
}

function qualityOf(
  name: BalanceComponent,
  known: EnteredFigure | undefined,
  volume: VolumeM3 | null,
  { dma, periodEnd, input, billed }: ComponentFacts,
) {
  if (known !== undefined) return enteredQuality(known);
  if (volume === null) return unknownQuality;
  if (name === 'waterSuppliedM3') {
    return inflowQuality(dma.oldestCalibrationOn, periodEnd, input.estimatedRatio);
  }
  return name === 'billedMeteredM3' ? registerQuality(billed) : assumedQuality(name);
}

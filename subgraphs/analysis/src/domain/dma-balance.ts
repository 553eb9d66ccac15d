import {
  lengthKm,
  pressureM,
  type ApparentLossPolicy,
  type BalanceComponent,
  type BalanceComponents,
  type BandMatrix,
  type Uarl,
} from '@waris/water-loss';
import { completeByPolicy, estimatedBy } from './balance-policy.ts';
import { volumesOf, type WaterBalance } from './balance.ts';
import {
  billedConsumptionOf,
  type BilledConsumption,
  type CustomerReadings,
} from './billed-consumption.ts';
import type { Dma } from './dma.ts';
import { leakageIndicators, uarlOf, type NetworkFigures } from './leakage-indicators.ts';
import { daysOf, type Period } from './period.ts';
import { systemInputOf, type HourOfDayInflow, type SystemInput } from './system-input.ts';
import { warningsOfArithmetic, type BalanceWarning } from './warnings.ts';

/** What was read of a DMA in a period. */
export type DmaReadings = {
  readonly inflow: readonly HourOfDayInflow[];
  readonly customers: CustomerReadings | undefined;
  /** Mean of the DMA's pressure readings, m; null when there are none. */
  readonly meanPressureM: number | null;
};

export type BalanceChoice = {
  readonly policy: ApparentLossPolicy;
  readonly bandMatrix: BandMatrix;
};

/** Volumes that the utility knows better than the readings; each replaces a component. */
export type KnownVolumes = Partial<BalanceComponents>;

const formula = 'iwa-metric';

/** The top-down balance of one DMA. What cannot be known stays null and is named. */
export function dmaBalance(
  dma: Dma,
  period: Period,
  readings: DmaReadings,
  choice: BalanceChoice,
  knownVolumes: KnownVolumes = {},
): WaterBalance {
  const periodDays = daysOf(period);
  const input = systemInputOf(readings.inflow, dma.hasInlet);
  const billed = billedConsumptionOf(readings.customers, periodDays * 86_400);
  const { components, estimated } = componentsOf(input, billed, choice.policy, knownVolumes);
  const { volumes, totals } = volumesOf(components);
  const network = networkOf(dma, readings);
  const uarl = uarlOf(network, formula);
  const covered = totals.missing.length === 0;
  return {
    period,
    volumes,
    systemInput: {
      completenessRatio: input.completenessRatio,
      estimatedRatio: input.estimatedRatio,
    },
    billedMetered: {
      meterCount: billed.meterCount,
      metersWithoutReadings: billed.metersWithoutReadings,
      coverageRatio: billed.coverageRatio,
    },
    estimatedComponents: estimatedBy(choice.policy, estimated),
    indicators: leakageIndicators({ ...volumes, periodDays }, network, uarl, {
      formula,
      bandMatrix: choice.bandMatrix,
    }),
    coveredDmaCodes: covered ? [dma.code] : [],
    missingDmaCodes: covered ? [] : [dma.code],
    warnings: [
      ...(isKnown(knownVolumes.waterSuppliedM3) ? [] : input.warnings),
      ...(isKnown(knownVolumes.billedMeteredM3) ? [] : billed.warnings),
      ...networkWarnings(dma, network),
      ...uarlWarnings(uarl),
      ...warningsOfArithmetic(totals.warnings),
    ],
  };
}

const isKnown = (volume: number | null | undefined) => volume !== null && volume !== undefined;

function componentsOf(
  input: SystemInput,
  billed: BilledConsumption,
  policy: ApparentLossPolicy,
  known: KnownVolumes,
): { components: BalanceComponents; estimated: readonly BalanceComponent[] } {
  const { components, estimated } = completeByPolicy(
    {
      waterSuppliedM3: known.waterSuppliedM3 ?? input.volumeM3,
      billedMeteredM3: known.billedMeteredM3 ?? billed.volumeM3,
      billedUnmeteredM3: known.billedUnmeteredM3 ?? null,
      unbilledMeteredM3: known.unbilledMeteredM3 ?? null,
      unbilledUnmeteredM3: known.unbilledUnmeteredM3 ?? null,
      unauthorisedConsumptionM3: known.unauthorisedConsumptionM3 ?? null,
      customerMeterInaccuracyM3: known.customerMeterInaccuracyM3 ?? null,
      dataHandlingErrorsM3: known.dataHandlingErrorsM3 ?? null,
    },
    policy,
  );
  const inputFilled = !isKnown(known.waterSuppliedM3) && (input.estimatedRatio ?? 0) !== 0;
  const billedFilled = !isKnown(known.billedMeteredM3) && billed.estimated;
  return {
    components,
    estimated: [
      ...(inputFilled ? (['waterSuppliedM3'] as const) : []),
      ...(billedFilled ? (['billedMeteredM3'] as const) : []),
      ...estimated,
    ],
  };
}

/** A surveyed pressure holds for the zone; readings stand in for it where there is none. */
export function networkOf(dma: Dma, { meanPressureM }: DmaReadings): NetworkFigures {
  const pressure = dma.averagePressureM ?? meanPressureM;
  return {
    connections: dma.connections,
    mainsLengthKm: dma.mainsLengthKm === null ? null : lengthKm(dma.mainsLengthKm),
    privatePipeLengthKm: lengthKm(dma.privatePipeLengthKm ?? 0),
    averagePressureM: pressure === null || pressure <= 0 ? null : pressureM(pressure),
  };
}

function networkWarnings(dma: Dma, network: NetworkFigures): readonly BalanceWarning[] {
  const warnings: (BalanceWarning | false)[] = [
    network.connections === null && {
      code: 'CONNECTIONS_UNKNOWN',
      message: 'The number of connections is unknown: no UARL and no losses per connection.',
    },
    network.mainsLengthKm === null && {
      code: 'MAINS_LENGTH_UNKNOWN',
      message: 'The length of mains is unknown: no UARL.',
    },
    network.averagePressureM === null && {
      code: 'PRESSURE_UNKNOWN',
      message: 'Average pressure was not surveyed and none was read in the period: no UARL.',
    },
    dma.averagePressureM === null &&
      network.averagePressureM !== null && {
        code: 'PRESSURE_FROM_READINGS',
        message: `Average pressure is the mean of readings, ${network.averagePressureM.toFixed(1)} m.`,
      },
    dma.privatePipeLengthKm === null && {
      code: 'PRIVATE_PIPE_LENGTH_ASSUMED_NONE',
      message:
        'Private pipe length is unknown and taken as none, as if meters stood at boundaries.',
    },
  ];
  return warnings.filter((warning) => warning !== false);
}

export function uarlWarnings(uarl: Uarl | null): readonly BalanceWarning[] {
  if (uarl === null) return [];
  const cautions = uarl.cautions.map((caution) =>
    caution === 'PressureOutsideRange'
      ? ({
          code: 'PRESSURE_OUTSIDE_RANGE',
          message: 'Average pressure lies outside 25–100 m, the range of the UARL formula.',
        } as const)
      : ({
          code: 'LOW_CONNECTION_DENSITY',
          message: 'Fewer than 20 connections for a km of mains: losses are stated by length.',
        } as const),
  );
  return uarl.validity === 'valid'
    ? cautions
    : [
        ...cautions,
        { code: 'LEAKAGE_INDEX_INDICATIVE', message: `ILI is indicative: ${uarl.reason}` },
      ];
}

import {
  exactVolume,
  lengthKm,
  pressureM,
  type ApparentLossPolicy,
  type BandMatrix,
} from '@waris/water-loss';
import { arithmeticWarnings } from './arithmetic-warnings.ts';
import { componentsOf, unusedAdditions, type KnownVolumes } from './balance-components.ts';
import { networkInputs, overridden, type QualityOverride } from './balance-inputs.ts';
import { estimatedBy } from './balance-policy.ts';
import { qualityOf } from './balance-quality.ts';
import { volumesOf, type WaterBalance } from './balance.ts';
import {
  billedConsumptionOf,
  type BilledConsumption,
  type CustomerReadings,
} from './billed-consumption.ts';
import type { Dma } from './dma.ts';
import { enteredFigures, type EnteredVolume } from './entered-volumes.ts';
import {
  leakageIndicators,
  uarlOf,
  type LeakageIndicators,
  type NetworkFigures,
} from './leakage-indicators.ts';
import { indexWarnings, networkWarnings, uarlWarnings } from './network-warnings.ts';
import { daysOf, type Period } from './period.ts';
import { systemInputOf, type HourOfDayInflow, type SystemInput } from './system-input.ts';
import { unitDoubts } from './unit-doubts.ts';
import type { BalanceWarning } from './warnings.ts';
import { waterCosts, type CostSettings } from './water-costs.ts';

/** What was read of a DMA in a period, and entered for it. */
export type DmaReadings = {
  readonly inflow: readonly HourOfDayInflow[];
  readonly customers: CustomerReadings | undefined;
  /** Mean of the DMA's pressure readings, m; null when there are none. */
  readonly meanPressureM: number | null;
  readonly entered: readonly EnteredVolume[];
};

export type BalanceChoice = {
  readonly policy: ApparentLossPolicy;
  readonly bandMatrix: BandMatrix;
  /** Null: nobody entered prices for the DMA, its branch or its region. */
  readonly costSettings?: CostSettings | null;
  readonly quality?: readonly QualityOverride[];
};

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
  const billed = billedConsumptionOf(readings.customers);
  const entered = enteredFigures(readings.entered, period);
  const { policy } = choice;
  const facts = { dma, periodEnd: period.to, input, billed, entered, knownVolumes, policy };
  const { components, estimated, replaced, inputs } = componentsOf(facts);
  const { volumes, totals } = volumesOf(components);
  const network = networkOf(dma, readings);
  const uarl = uarlOf(network, formula);
  const indicators = exactIndicators(
    leakageIndicators({ ...volumes, periodDays }, network, uarl, {
      formula,
      bandMatrix: choice.bandMatrix,
    }),
  );
  const allInputs = [...inputs, ...networkInputs({ ...dma, ...networkKnown(dma, network) })];
  const quality = qualityOf(
    { components, volumes, indicators, network, periodDays },
    overridden(allInputs, choice.quality ?? []),
  );
  const covered = totals.missing.length === 0;
  const settings = choice.costSettings ?? null;
  return {
    period,
    volumes,
    systemInput: systemInputQuality(input),
    billedMetered: billedQuality(billed),
    estimatedComponents: estimatedBy(policy, estimated),
    indicators,
    quality,
    costs: settings === null ? null : waterCosts(volumes, quality.margins, settings, periodDays),
    coveredDmaCodes: covered ? [dma.code] : [],
    missingDmaCodes: covered ? [] : [dma.code],
    warnings: [
      ...(replaced.has('waterSuppliedM3') ? [] : input.warnings),
      ...(replaced.has('billedMeteredM3') ? [] : billed.warnings),
      ...entered.warnings,
      ...unusedAdditions(facts),
      ...networkWarnings(dma, network),
      ...negativeInput(components.waterSuppliedM3),
      ...unitDoubts(network.averagePressureM, components),
      ...uarlWarnings(uarl),
      ...indexWarnings(indicators.infrastructureLeakageIndex),
      ...arithmeticWarnings(components, totals),
    ],
  };
}

function negativeInput(supplied: number | null): readonly BalanceWarning[] {
  if (supplied === null || supplied >= 0) return [];
  const message = `${(-supplied).toFixed(1)} m³ more flowed out than came in: check which way boundary meters count, and whether a meter is missing.`;
  return [{ code: 'NEGATIVE_SYSTEM_INPUT', message }];
}

function systemInputQuality(input: SystemInput): WaterBalance['systemInput'] {
  return {
    completenessRatio: input.completenessRatio,
    estimatedRatio: input.estimatedRatio,
    partialEstimateM3: input.partialEstimate?.volumeM3 ?? null,
    partialEstimateMargin95M3: input.partialEstimate?.margin95M3 ?? null,
  };
}

function billedQuality(billed: BilledConsumption): WaterBalance['billedMetered'] {
  return {
    meterCount: billed.meterCount,
    metersWithoutReadings: billed.metersWithoutReadings,
    coverageRatio: billed.coverageRatio,
    partialEstimateM3: billed.partialEstimate?.volumeM3 ?? null,
    partialEstimateMargin95M3: billed.partialEstimate?.margin95M3 ?? null,
  };
}

/** On the grid of exact volumes, as what they are made from, so that areas add up. */
function exactIndicators(indicators: LeakageIndicators): LeakageIndicators {
  const exact = (value: number | null) => (value === null ? null : exactVolume(value));
  return {
    ...indicators,
    unavoidableAnnualRealLossesM3: exact(indicators.unavoidableAnnualRealLossesM3),
    currentAnnualRealLossesM3: exact(indicators.currentAnnualRealLossesM3),
  };
}

function networkKnown(dma: Dma, network: NetworkFigures) {
  return {
    averagePressureM: network.averagePressureM,
    pressureFromReadings: dma.averagePressureM === null,
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

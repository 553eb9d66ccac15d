import {
  lengthKm,
  sumOfVolumes,
  volumeM3,
  type BandMatrix,
  type VolumeM3,
} from '@waris/water-loss';
import type { BalanceVolumes, EstimatedComponent, WaterBalance } from './balance.ts';
import {
  bandOf,
  unitLosses,
  type LeakageIndicators,
  type NetworkFigures,
} from './leakage-indicators.ts';
import { areaQuality } from './area-quality.ts';
import { groupedWarnings, listed } from './area-warnings.ts';
import { daysOf, type Period } from './period.ts';
import type { BalanceWarning } from './warnings.ts';
import { sumOfCosts, type CostSettings } from './water-costs.ts';

/** A DMA's balance with the extent that unit losses of an area need. */
export type BalanceOfDma = {
  readonly code: string;
  readonly connections: number | null;
  readonly mainsLengthKm: number | null;
  readonly balance: WaterBalance;
};

/**
 * The balances of an area's DMAs added up, unrounded: volumes lie on a grid on which sums are
 * exact, so that branches add up to regions as well. A figure that one DMA lacks is null: a part is
 * not a total. The ratios are of the sums.
 */
export function areaBalance(
  period: Period,
  dmas: readonly BalanceOfDma[],
  bandMatrix: BandMatrix,
  costSettings: CostSettings | null = null,
): WaterBalance {
  const balances = dmas.map((dma) => dma.balance);
  const volumes = sumOfBalances(balances.map((balance) => balance.volumes));
  const indicators = indicatorsOf(period, dmas, volumes, bandMatrix);
  const costs = balances.map((balance) => balance.costs);
  const missingDmaCodes = balances.flatMap((balance) => balance.missingDmaCodes);
  return {
    period,
    volumes,
    systemInput: {
      completenessRatio: Math.min(...balances.map((b) => b.systemInput.completenessRatio)),
      estimatedRatio: estimatedShare(balances),
      partialEstimateM3: null,
      partialEstimateMargin95M3: null,
    },
    billedMetered: coverageOf(balances),
    estimatedComponents: estimatedIn(balances),
    indicators,
    quality: areaQuality(balances, volumes, indicators),
    costs: sumOfCosts(costs, { settings: costSettings, periodDays: daysOf(period) }),
    coveredDmaCodes: balances.flatMap((balance) => balance.coveredDmaCodes),
    missingDmaCodes,
    warnings: [
      ...missingWarning(missingDmaCodes),
      ...costsWarning(costs),
      ...groupedWarnings(dmas),
    ],
  };
}

function sumOf<Item>(items: readonly Item[], pick: (item: Item) => number | null): VolumeM3 | null {
  const figures = items.map(pick);
  return sumOfVolumes(figures.map((figure) => (figure === null ? null : volumeM3(figure))));
}

function sumOfBalances(all: readonly BalanceVolumes[]): BalanceVolumes {
  const waterSuppliedM3 = sumOf(all, (b) => b.waterSuppliedM3);
  const nonRevenueWaterM3 = sumOf(all, (b) => b.nonRevenueWaterM3);
  return {
    waterSuppliedM3,
    billedMeteredM3: sumOf(all, (b) => b.billedMeteredM3),
    billedUnmeteredM3: sumOf(all, (b) => b.billedUnmeteredM3),
    unbilledMeteredM3: sumOf(all, (b) => b.unbilledMeteredM3),
    unbilledUnmeteredM3: sumOf(all, (b) => b.unbilledUnmeteredM3),
    unauthorisedConsumptionM3: sumOf(all, (b) => b.unauthorisedConsumptionM3),
    customerMeterInaccuracyM3: sumOf(all, (b) => b.customerMeterInaccuracyM3),
    dataHandlingErrorsM3: sumOf(all, (b) => b.dataHandlingErrorsM3),
    authorisedConsumptionM3: sumOf(all, (b) => b.authorisedConsumptionM3),
    revenueWaterM3: sumOf(all, (b) => b.revenueWaterM3),
    waterLossesM3: sumOf(all, (b) => b.waterLossesM3),
    apparentLossesM3: sumOf(all, (b) => b.apparentLossesM3),
    realLossesM3: sumOf(all, (b) => b.realLossesM3),
    nonRevenueWaterM3,
    nonRevenueWaterRatio:
      waterSuppliedM3 === null || waterSuppliedM3 <= 0 || nonRevenueWaterM3 === null
        ? null
        : nonRevenueWaterM3 / waterSuppliedM3,
  };
}

function estimatedShare(balances: readonly WaterBalance[]): number | null {
  const supplied = sumOf(balances, (b) => b.volumes.waterSuppliedM3);
  const estimated = sumOf(balances, (b) =>
    b.systemInput.estimatedRatio === null || b.volumes.waterSuppliedM3 === null
      ? null
      : b.systemInput.estimatedRatio * b.volumes.waterSuppliedM3,
  );
  return supplied === null || supplied === 0 || estimated === null ? null : estimated / supplied;
}

function coverageOf(balances: readonly WaterBalance[]): WaterBalance['billedMetered'] {
  const meterCount = balances.reduce((sum, b) => sum + b.billedMetered.meterCount, 0);
  const covered = balances.reduce(
    (sum, b) => sum + (b.billedMetered.coverageRatio ?? 0) * b.billedMetered.meterCount,
    0,
  );
  return {
    meterCount,
    metersWithoutReadings: balances.reduce(
      (sum, b) => sum + b.billedMetered.metersWithoutReadings,
      0,
    ),
    coverageRatio: meterCount === 0 ? null : covered / meterCount,
    partialEstimateM3: null,
    partialEstimateMargin95M3: null,
  };
}

function estimatedIn(balances: readonly WaterBalance[]): readonly EstimatedComponent[] {
  const byText = new Map<string, EstimatedComponent>();
  for (const estimate of balances.flatMap((balance) => balance.estimatedComponents)) {
    byText.set(`${estimate.component} ${estimate.basis}`, estimate);
  }
  return [...byText.values()];
}

function indicatorsOf(
  period: Period,
  dmas: readonly BalanceOfDma[],
  volumes: BalanceVolumes,
  bandMatrix: BandMatrix,
): LeakageIndicators {
  const all = dmas.map((dma) => dma.balance.indicators);
  const unavoidable = sumOf(all, (each) => each.unavoidableAnnualRealLossesM3);
  const current = sumOf(all, (each) => each.currentAnnualRealLossesM3);
  const index =
    unavoidable === null || current === null || unavoidable <= 0 ? null : current / unavoidable;
  const indicative = all.filter((each) => each.validity === 'indicative').length;
  return {
    unavoidableAnnualRealLossesM3: unavoidable,
    currentAnnualRealLossesM3: current,
    infrastructureLeakageIndex: index,
    ...bandOf(index, bandMatrix),
    validity: unavoidable === null ? null : indicative > 0 ? 'indicative' : 'valid',
    validityReason:
      indicative > 0 ? `${indicative} of ${all.length} DMAs are too small for a valid ILI.` : null,
    formula: 'iwa-metric',
    ...unitLosses({ ...volumes, periodDays: daysOf(period) }, networkOf(dmas)),
  };
}

/** Of the whole area, so that the density rule holds for it as for a DMA. */
function networkOf(dmas: readonly BalanceOfDma[]): NetworkFigures {
  const mains = sumOf(dmas, (dma) => dma.mainsLengthKm);
  return {
    connections: sumOf(dmas, (dma) => dma.connections),
    mainsLengthKm: mains === null ? null : lengthKm(mains),
    privatePipeLengthKm: lengthKm(0),
    averagePressureM: null,
  };
}

function missingWarning(codes: readonly string[]): readonly BalanceWarning[] {
  if (codes.length === 0) return [];
  const message = `${codes.length} DMAs lack a component, so the totals are unknown: ${listed(codes)}.`;
  return [{ code: 'DMAS_MISSING', message }];
}

function costsWarning(costs: readonly WaterBalance['costs'][]): readonly BalanceWarning[] {
  const known = costs.filter((cost) => cost !== null);
  const currencies = new Set(known.map((cost) => cost.currency));
  if (known.length === 0 || (known.length === costs.length && currencies.size === 1)) return [];
  const message =
    currencies.size > 1
      ? `Prices are in ${[...currencies].join(' and ')}, so costs cannot be added up.`
      : `${costs.length - known.length} of ${costs.length} DMAs have no prices, so the costs of the area are unknown.`;
  return [{ code: 'COSTS_INCOMPLETE', message }];
}

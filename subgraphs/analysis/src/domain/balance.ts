import {
  waterBalance,
  type BalanceComponent,
  type BalanceComponents,
  type WaterBalance as BalanceTotals,
} from '@waris/water-loss';
import type { BalanceQuality } from './balance-quality.ts';
import type { LeakageIndicators } from './leakage-indicators.ts';
import type { Period } from './period.ts';
import type { BalanceWarning } from './warnings.ts';
import type { WaterCosts } from './water-costs.ts';

export type EstimatedComponent = {
  readonly component: BalanceComponent;
  readonly basis: string;
};

/** The volumes of a balance, entered and derived. */
export type BalanceVolumes = BalanceComponents &
  Pick<
    BalanceTotals,
    | 'authorisedConsumptionM3'
    | 'revenueWaterM3'
    | 'waterLossesM3'
    | 'apparentLossesM3'
    | 'realLossesM3'
    | 'nonRevenueWaterM3'
    | 'nonRevenueWaterRatio'
  >;

/** A balance of one DMA or of an area, with all that says how far to trust it. */
export type WaterBalance = {
  readonly period: Period;
  readonly volumes: BalanceVolumes;
  readonly systemInput: {
    readonly completenessRatio: number;
    readonly estimatedRatio: number | null;
    /** What the gaps would come to at the mean of other hours, even where that is too little. */
    readonly partialEstimateM3: number | null;
    readonly partialEstimateMargin95M3: number | null;
  };
  readonly billedMetered: {
    readonly meterCount: number;
    readonly metersWithoutReadings: number;
    readonly coverageRatio: number | null;
    /** What it may come to at the mean of what was read, where that is too little for a total. */
    readonly partialEstimateM3: number | null;
    readonly partialEstimateMargin95M3: number | null;
  };
  readonly estimatedComponents: readonly EstimatedComponent[];
  readonly indicators: LeakageIndicators;
  readonly quality: BalanceQuality;
  /** Null where no prices are known. */
  readonly costs: WaterCosts | null;
  readonly coveredDmaCodes: readonly string[];
  readonly missingDmaCodes: readonly string[];
  readonly warnings: readonly BalanceWarning[];
};

/** The volumes of a balance from its components, with what the arithmetic noticed. */
export function volumesOf(components: BalanceComponents): {
  readonly volumes: BalanceVolumes;
  readonly totals: BalanceTotals;
} {
  const totals = waterBalance(components);
  const volumes = {
    ...components,
    authorisedConsumptionM3: totals.authorisedConsumptionM3,
    revenueWaterM3: totals.revenueWaterM3,
    waterLossesM3: totals.waterLossesM3,
    apparentLossesM3: totals.apparentLossesM3,
    realLossesM3: totals.realLossesM3,
    nonRevenueWaterM3: totals.nonRevenueWaterM3,
    nonRevenueWaterRatio: totals.nonRevenueWaterRatio,
  };
  return { volumes, totals };
}

import type { VolumeM3 } from './units.ts';
import { volumeM3 } from './units.ts';

/** What a balance is made of, m³ over one period. Null is unknown; zero is measured as none. */
export type BalanceComponents = {
  readonly waterSuppliedM3: VolumeM3 | null;
  readonly billedMeteredM3: VolumeM3 | null;
  readonly billedUnmeteredM3: VolumeM3 | null;
  readonly unbilledMeteredM3: VolumeM3 | null;
  readonly unbilledUnmeteredM3: VolumeM3 | null;
  readonly unauthorisedConsumptionM3: VolumeM3 | null;
  readonly customerMeterInaccuracyM3: VolumeM3 | null;
  readonly dataHandlingErrorsM3: VolumeM3 | null;
};

export type BalanceComponent = keyof BalanceComponents;

/** What looks wrong in a balance. It is reported beside the figures, which stay as they are. */
export type BalanceWarning =
  'NegativeComponent' | 'NegativeWaterLosses' | 'NegativeRealLosses' | 'NoWaterSupplied';

/** The IWA balance, m³ over the period of its components. Null where a component is unknown. */
export type WaterBalance = {
  readonly waterSuppliedM3: VolumeM3 | null;
  readonly authorisedConsumptionM3: VolumeM3 | null;
  readonly revenueWaterM3: VolumeM3 | null;
  readonly waterLossesM3: VolumeM3 | null;
  readonly apparentLossesM3: VolumeM3 | null;
  /** May be negative; then `warnings` says so and the value is not clamped. */
  readonly realLossesM3: VolumeM3 | null;
  readonly nonRevenueWaterM3: VolumeM3 | null;
  /** Non-revenue water over water supplied; null unless water was supplied. */
  readonly nonRevenueWaterRatio: number | null;
  readonly missing: readonly BalanceComponent[];
  readonly warnings: readonly BalanceWarning[];
};

/** All that a balance is made of, in its order. */
export const balanceComponents = [
  'waterSuppliedM3',
  'billedMeteredM3',
  'billedUnmeteredM3',
  'unbilledMeteredM3',
  'unbilledUnmeteredM3',
  'unauthorisedConsumptionM3',
  'customerMeterInaccuracyM3',
  'dataHandlingErrorsM3',
] as const satisfies readonly BalanceComponent[];

/** A meter population that over-registers makes its inaccuracy rightly negative. */
export const signedComponents: ReadonlySet<BalanceComponent> = new Set([
  'customerMeterInaccuracyM3',
  'dataHandlingErrorsM3',
]);

/** Adds volumes, m³. Null as soon as one is unknown: a part is not a total. */
export function sumOfVolumes(volumes: readonly (VolumeM3 | null)[]): VolumeM3 | null {
  let sum = 0;
  for (const volume of volumes) {
    if (volume === null) return null;
    sum += volume;
  }
  return volumeM3(sum);
}

function minus(from: VolumeM3 | null, volume: VolumeM3 | null): VolumeM3 | null {
  return from === null || volume === null ? null : volumeM3(from - volume);
}

/** Water supplied, m³: own sources + imported − exported. Null when one is unknown. */
export function waterSupplied(sources: {
  ownSourcesM3: VolumeM3 | null;
  importedM3: VolumeM3 | null;
  exportedM3: VolumeM3 | null;
}): VolumeM3 | null {
  return minus(sumOfVolumes([sources.ownSourcesM3, sources.importedM3]), sources.exportedM3);
}

function warningsOf(
  input: BalanceComponents,
  waterLossesM3: VolumeM3 | null,
  realLossesM3: VolumeM3 | null,
): readonly BalanceWarning[] {
  const warnings: BalanceWarning[] = [];
  if (balanceComponents.some((name) => !signedComponents.has(name) && (input[name] ?? 0) < 0)) {
    warnings.push('NegativeComponent');
  }
  if (input.waterSuppliedM3 !== null && input.waterSuppliedM3 <= 0) {
    warnings.push('NoWaterSupplied');
  }
  if (waterLossesM3 !== null && waterLossesM3 < 0) warnings.push('NegativeWaterLosses');
  if (realLossesM3 !== null && realLossesM3 < 0) warnings.push('NegativeRealLosses');
  return warnings;
}

/**
 * The top-down IWA/AWWA water balance. Totals are null where one of their components is unknown,
 * and `missing` names it; a balance that does not close shows negative losses and a warning.
 */
export function waterBalance(input: BalanceComponents): WaterBalance {
  const supplied = input.waterSuppliedM3;
  const revenueWaterM3 = sumOfVolumes([input.billedMeteredM3, input.billedUnmeteredM3]);
  const unbilledM3 = sumOfVolumes([input.unbilledMeteredM3, input.unbilledUnmeteredM3]);
  const authorisedConsumptionM3 = sumOfVolumes([revenueWaterM3, unbilledM3]);
  const apparentLossesM3 = sumOfVolumes([
    input.unauthorisedConsumptionM3,
    input.customerMeterInaccuracyM3,
    input.dataHandlingErrorsM3,
  ]);
  const waterLossesM3 = minus(supplied, authorisedConsumptionM3);
  const realLossesM3 = minus(waterLossesM3, apparentLossesM3);
  const nonRevenueWaterM3 = minus(supplied, revenueWaterM3);
  return {
    waterSuppliedM3: supplied,
    authorisedConsumptionM3,
    revenueWaterM3,
    waterLossesM3,
    apparentLossesM3,
    realLossesM3,
    nonRevenueWaterM3,
    nonRevenueWaterRatio:
      supplied === null || supplied <= 0 || nonRevenueWaterM3 === null
        ? null
        : nonRevenueWaterM3 / supplied,
    missing: balanceComponents.filter((name) => input[name] === null),
    warnings: warningsOf(input, waterLossesM3, realLossesM3),
  };
}

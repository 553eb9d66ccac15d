import {
  combineUncertain,
  marginOfQuotient,
  volumeM3,
  type BalanceComponent,
  type BalanceComponents,
  type UncertainVolume,
} from '@waris/water-loss';
import type { BalanceVolumes } from './balance.ts';

/** 95 % margins as shares of their volumes. */
export type MarginsOf = Partial<Readonly<Record<BalanceComponent, number>>>;

export type AuditMargins = {
  readonly systemInputVolumeM3: number | null;
  readonly waterLossesM3: number | null;
  readonly nonRevenueWaterM3: number | null;
  readonly nonRevenueWaterMargin95Ratio: number | null;
  readonly realLossesM3: number | null;
  readonly realLossesMargin95Ratio: number | null;
  readonly infrastructureLeakageIndexMargin95Ratio: number | null;
};

const revenue = ['billedMeteredM3', 'billedUnmeteredM3'] as const;
const authorised = [...revenue, 'unbilledMeteredM3', 'unbilledUnmeteredM3'] as const;
const consumed = [
  ...authorised,
  'unauthorisedConsumptionM3',
  'customerMeterInaccuracyM3',
  'dataHandlingErrorsM3',
] as const;

/** Margins of the derived volumes; null as a whole while a volume other than 0 has none. */
export function auditMargins(
  components: BalanceComponents,
  volumes: BalanceVolumes,
  given: { readonly margins: MarginsOf; readonly averagePressureMargin95Ratio: number },
): AuditMargins | null {
  const names = ['waterSuppliedM3', ...consumed] as const;
  const bare = names.filter(
    (name) => (components[name] ?? 0) !== 0 && given.margins[name] === undefined,
  );
  if (bare.length > 0 || Object.keys(given.margins).length === 0) return null;

  const marginOf = (total: number | null, taken: readonly BalanceComponent[]) =>
    total === null ? null : combined(components, given.margins, taken);
  const real = marginOf(volumes.realLossesM3, consumed);
  const nonRevenue = marginOf(volumes.nonRevenueWaterM3, revenue);
  const realRatio = real?.margin95Ratio ?? null;
  return {
    systemInputVolumeM3: marginOf(volumes.waterSuppliedM3, [])?.margin95M3 ?? null,
    waterLossesM3: marginOf(volumes.waterLossesM3, authorised)?.margin95M3 ?? null,
    nonRevenueWaterM3: nonRevenue?.margin95M3 ?? null,
    nonRevenueWaterMargin95Ratio: nonRevenue?.margin95Ratio ?? null,
    realLossesM3: real?.margin95M3 ?? null,
    realLossesMargin95Ratio: realRatio,
    infrastructureLeakageIndexMargin95Ratio:
      realRatio === null ? null : marginOfQuotient([realRatio, given.averagePressureMargin95Ratio]),
  };
}

function combined(
  components: BalanceComponents,
  margins: MarginsOf,
  taken: readonly BalanceComponent[],
) {
  const term = (name: BalanceComponent, sign: 1 | -1): UncertainVolume => ({
    volumeM3: components[name] ?? volumeM3(0),
    margin95Ratio: margins[name] ?? 0,
    sign,
  });
  return combineUncertain([term('waterSuppliedM3', 1), ...taken.map((name) => term(name, -1))]);
}

import { marginOfQuotient } from './uncertainty.ts';
import type { VolumeM3 } from './units.ts';
import { volumeM3 } from './units.ts';
import type { BalanceComponent, BalanceComponents } from './water-balance.ts';

/** 95 % margins of a balance, m³ over its period; null where the volume or its margin is unknown. */
export type BalanceMargins = Readonly<Record<BalanceComponent, VolumeM3 | null>> & {
  readonly authorisedConsumptionM3: VolumeM3 | null;
  readonly revenueWaterM3: VolumeM3 | null;
  readonly waterLossesM3: VolumeM3 | null;
  readonly apparentLossesM3: VolumeM3 | null;
  readonly realLossesM3: VolumeM3 | null;
  readonly nonRevenueWaterM3: VolumeM3 | null;
};

type Margin = VolumeM3 | null;

/** Independent random errors: variances add, for sums and differences alike. Null spreads. */
export function combinedMargin(margins: readonly Margin[]): Margin {
  const known = margins.filter((margin) => margin !== null);
  return known.length < margins.length ? null : volumeM3(Math.hypot(...known));
}

/**
 * Margins of all volumes of a balance from those of its components, given as shares of them
 * (EasyCalc, M36). A component of 0 needs no share; any other without one has no margin, and
 * neither has what it is part of. Throws a RangeError on a negative share.
 */
export function marginsOfBalance(
  components: BalanceComponents,
  margins95Ratio: Partial<Readonly<Record<BalanceComponent, number>>>,
): BalanceMargins {
  const of = (name: BalanceComponent): Margin => {
    const volume = components[name];
    const ratio = margins95Ratio[name];
    if (ratio !== undefined && !(ratio >= 0)) {
      throw new RangeError(`A margin must be a number from 0 up: ${ratio}.`);
    }
    if (volume === null) return null;
    if (volume === 0) return volume;
    return ratio === undefined ? null : volumeM3(Math.abs(volume) * ratio);
  };
  const each = {
    waterSuppliedM3: of('waterSuppliedM3'),
    billedMeteredM3: of('billedMeteredM3'),
    billedUnmeteredM3: of('billedUnmeteredM3'),
    unbilledMeteredM3: of('unbilledMeteredM3'),
    unbilledUnmeteredM3: of('unbilledUnmeteredM3'),
    unauthorisedConsumptionM3: of('unauthorisedConsumptionM3'),
    customerMeterInaccuracyM3: of('customerMeterInaccuracyM3'),
    dataHandlingErrorsM3: of('dataHandlingErrorsM3'),
  };
  return { ...each, ...derivedMargins(each) };
}

function derivedMargins(each: Readonly<Record<BalanceComponent, Margin>>) {
  const revenue = [each.billedMeteredM3, each.billedUnmeteredM3];
  const authorised = [...revenue, each.unbilledMeteredM3, each.unbilledUnmeteredM3];
  const apparent = [
    each.unauthorisedConsumptionM3,
    each.customerMeterInaccuracyM3,
    each.dataHandlingErrorsM3,
  ];
  return {
    authorisedConsumptionM3: combinedMargin(authorised),
    revenueWaterM3: combinedMargin(revenue),
    waterLossesM3: combinedMargin([each.waterSuppliedM3, ...authorised]),
    apparentLossesM3: combinedMargin(apparent),
    realLossesM3: combinedMargin([each.waterSuppliedM3, ...authorised, ...apparent]),
    nonRevenueWaterM3: combinedMargin([each.waterSuppliedM3, ...revenue]),
  };
}

/**
 * 95 % margin of NRW as a share of the supply, in points of that share: NRW/WS is 1 − R/WS, and
 * revenue water and supply are independent where NRW and supply are not. Null unless WS > 0.
 */
export function marginOfNrwRatio(
  volumes: { readonly waterSuppliedM3: Margin; readonly revenueWaterM3: Margin },
  margins: { readonly waterSuppliedM3: Margin; readonly revenueWaterM3: Margin },
): number | null {
  const { waterSuppliedM3: supplied, revenueWaterM3: revenue } = volumes;
  const { waterSuppliedM3: ofSupplied, revenueWaterM3: ofRevenue } = margins;
  if (supplied === null || revenue === null || ofSupplied === null || ofRevenue === null) {
    return null;
  }
  return supplied > 0
    ? Math.hypot(ofRevenue / supplied, (revenue / supplied) * (ofSupplied / supplied))
    : null;
}

/**
 * 95 % margin of an ILI, in points of it, from those of CARL and UARL (all m³ a year): first order,
 * fit for margins up to about 0.3. Null unless all are known, UARL above 0.
 */
export function marginOfIndex(
  carl: { readonly value: number | null; readonly margin95: number | null },
  uarl: { readonly value: number | null; readonly margin95: number | null },
): number | null {
  if (carl.value === null || carl.margin95 === null) return null;
  if (uarl.value === null || uarl.margin95 === null || uarl.value <= 0) return null;
  if (carl.value === 0) return carl.margin95 / uarl.value;
  const index = Math.abs(carl.value / uarl.value);
  return (
    index * marginOfQuotient([carl.margin95 / Math.abs(carl.value), uarl.margin95 / uarl.value])
  );
}

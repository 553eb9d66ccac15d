import { exactAmount, lossCost, volumeM3, type WaterPrices } from '@waris/water-loss';
import type { BalanceVolumes } from './balance.ts';
import type { BalanceMargins } from './balance-quality.ts';

const daysOfYear = 365;

/** Prices of a region, branch or DMA; the nearest to a DMA holds for it. */
export type CostSettings = WaterPrices & {
  /** ISO 4217. */
  readonly currency: string;
  /** Cost of running this very area for a year; null where nobody entered it. */
  readonly annualOperatingCost: number | null;
  /** What finding and mending the leaks of a km of mains costs; null where nobody entered it. */
  readonly leakControlCostPerKm: number | null;
};

/** What the losses of a balance are worth, over its period. */
export type WaterCosts = {
  readonly currency: string;
  readonly apparentLossesAmount: number | null;
  readonly realLossesAmount: number | null;
  readonly unbilledAmount: number | null;
  readonly nonRevenueWaterAmount: number | null;
  readonly nonRevenueWaterMargin95Amount: number | null;
  readonly operatingCostAmount: number | null;
  /** Of non-revenue water over operating cost. */
  readonly nonRevenueWaterCostRatio: number | null;
};

export function waterCosts(
  volumes: BalanceVolumes,
  margins: BalanceMargins | null,
  settings: CostSettings,
  periodDays: number,
): WaterCosts {
  const none = volumeM3(0);
  const { apparentLossesM3: apparent, realLossesM3: real } = volumes;
  const { unbilledMeteredM3, unbilledUnmeteredM3 } = volumes;
  const apparentLossesAmount =
    apparent === null
      ? null
      : exactAmount(lossCost({ apparentLossesM3: apparent, realLossesM3: none }, settings));
  const realLossesAmount =
    real === null
      ? null
      : exactAmount(lossCost({ apparentLossesM3: none, realLossesM3: real }, settings));
  // Unbilled use is worth what real losses are.
  const unbilledAmount =
    unbilledMeteredM3 === null || unbilledUnmeteredM3 === null
      ? null
      : exactAmount((unbilledMeteredM3 + unbilledUnmeteredM3) * pricePerM3(settings));
  const amounts = { apparentLossesAmount, realLossesAmount, unbilledAmount };
  const operatingCostAmount =
    settings.annualOperatingCost === null
      ? null
      : exactAmount((settings.annualOperatingCost * periodDays) / daysOfYear);
  return {
    currency: settings.currency,
    ...amounts,
    ...totalOf(amounts, operatingCostAmount),
    nonRevenueWaterMargin95Amount: margins === null ? null : marginOf(margins, settings),
  };
}

/** What a further m³ that is not lost is worth. */
export function pricePerM3(settings: WaterPrices): number {
  return settings.valueLossesAt === 'retail' ? settings.retailPerM3 : settings.productionPerM3;
}

type Amounts = Pick<WaterCosts, 'apparentLossesAmount' | 'realLossesAmount' | 'unbilledAmount'>;

function totalOf(amounts: Amounts, operatingCostAmount: number | null) {
  const { apparentLossesAmount: apparent, realLossesAmount: real, unbilledAmount } = amounts;
  const total =
    apparent === null || real === null || unbilledAmount === null
      ? null
      : apparent + real + unbilledAmount;
  return {
    nonRevenueWaterAmount: total,
    operatingCostAmount,
    nonRevenueWaterCostRatio:
      total === null || operatingCostAmount === null || operatingCostAmount <= 0
        ? null
        : total / operatingCostAmount,
  };
}

/**
 * NRW is WS − R and its cost p·(WS − R) + (r − p)·AL, so that its margin is of these three and
 * not of parts that hang on one another.
 */
function marginOf(margins: BalanceMargins, settings: CostSettings): number | null {
  const { nonRevenueWaterM3: nonRevenue, apparentLossesM3: apparent } = margins;
  if (nonRevenue === null || apparent === null) return null;
  const price = pricePerM3(settings);
  return Math.hypot(nonRevenue * price, apparent * (settings.retailPerM3 - price));
}

/** Costs of an area: its DMAs' added up, in the order given. Null when one has none. */
export function sumOfCosts(
  costs: readonly (WaterCosts | null)[],
  ofArea: { readonly settings: CostSettings | null; readonly periodDays: number },
): WaterCosts | null {
  const known = costs.filter((cost) => cost !== null);
  const [first] = known;
  if (first === undefined || known.length < costs.length) return null;
  // Baht and dollars have no sum.
  if (known.some((cost) => cost.currency !== first.currency)) return null;
  const sum = (pick: (cost: WaterCosts) => number | null) =>
    known.reduce<number | null>((total, cost) => {
      const amount = pick(cost);
      return total === null || amount === null ? null : total + amount;
    }, 0);
  const amounts = {
    apparentLossesAmount: sum((cost) => cost.apparentLossesAmount),
    realLossesAmount: sum((cost) => cost.realLossesAmount),
    unbilledAmount: sum((cost) => cost.unbilledAmount),
  };
  const margins = known.map((cost) => cost.nonRevenueWaterMargin95Amount);
  return {
    currency: first.currency,
    ...amounts,
    ...totalOf(
      amounts,
      operatingCostOf(first.currency, ofArea) ?? sum((c) => c.operatingCostAmount),
    ),
    nonRevenueWaterMargin95Amount: margins.some((margin) => margin === null)
      ? null
      : Math.hypot(...margins.filter((margin) => margin !== null)),
  };
}

function operatingCostOf(
  currency: string,
  { settings, periodDays }: { settings: CostSettings | null; periodDays: number },
): number | null {
  if (settings === null || settings.annualOperatingCost === null) return null;
  if (settings.currency !== currency) return null;
  return exactAmount((settings.annualOperatingCost * periodDays) / daysOfYear);
}

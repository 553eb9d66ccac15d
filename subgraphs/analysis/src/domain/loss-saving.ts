import { exactAmount } from '@waris/water-loss';
import type { WaterBalance } from './balance.ts';
import type { Dma } from './dma.ts';
import { pricePerM3, type CostSettings } from './water-costs.ts';

/** What a DMA would save in a year if its real losses came down to a target ILI. */
export type LossSaving = {
  readonly savedM3PerYear: number;
  readonly savedMargin95M3PerYear: number | null;
  /** Null without prices. */
  readonly savedAmount: number | null;
  readonly currency: string | null;
  /** Of finding and mending the leaks of all mains. Null where nobody entered the cost of a km. */
  readonly leakControlCostAmount: number | null;
};

/** Null while real or unavoidable losses are unknown; 0 where the target is reached. */
export function lossSaving(
  dma: Dma,
  { indicators, quality }: WaterBalance,
  settings: CostSettings | null,
  targetIndex: number,
): LossSaving | null {
  const current = indicators.currentAnnualRealLossesM3;
  const unavoidable = indicators.unavoidableAnnualRealLossesM3;
  if (current === null || unavoidable === null) return null;
  const savedM3PerYear = Math.max(0, current - targetIndex * unavoidable);
  const { currentAnnualRealLossesM3: ofCurrent, unavoidableAnnualRealLossesM3: ofUnavoidable } =
    quality.margins;
  const perKm = settings?.leakControlCostPerKm ?? null;
  return {
    savedM3PerYear,
    savedMargin95M3PerYear:
      ofCurrent === null || ofUnavoidable === null
        ? null
        : Math.hypot(ofCurrent, targetIndex * ofUnavoidable),
    savedAmount: settings === null ? null : exactAmount(savedM3PerYear * pricePerM3(settings)),
    currency: settings?.currency ?? null,
    leakControlCostAmount:
      perKm === null || dma.mainsLengthKm === null ? null : exactAmount(perKm * dma.mainsLengthKm),
  };
}

export type ReturnBasis = 'MONEY' | 'VOLUME_PER_KM';

/** Money where all candidates have prices, costs and one currency; else m³ for a km of mains. */
export function returnBasisOf(savings: readonly (LossSaving | null)[]): ReturnBasis {
  const known = savings.filter((saving) => saving !== null);
  const currencies = new Set(known.map((saving) => saving.currency));
  const priced = known.every(
    (saving) => saving.savedAmount !== null && saving.leakControlCostAmount !== null,
  );
  return known.length > 0 && priced && currencies.size === 1 ? 'MONEY' : 'VOLUME_PER_KM';
}

/** Savings of a year for what they cost, or for each km that must be searched. */
export function returnOf(dma: Dma, saving: LossSaving | null, basis: ReturnBasis): number | null {
  if (saving === null) return null;
  if (basis === 'VOLUME_PER_KM') {
    return dma.mainsLengthKm === null || dma.mainsLengthKm === 0
      ? null
      : saving.savedM3PerYear / dma.mainsLengthKm;
  }
  const { savedAmount, leakControlCostAmount } = saving;
  return savedAmount === null || leakControlCostAmount === null || leakControlCostAmount === 0
    ? null
    : savedAmount / leakControlCostAmount;
}

const recentNights = 7;
const fewestEarlierNights = 7;
const mean = (values: Float64Array) => values.reduce((sum, each) => sum + each, 0) / values.length;

/**
 * How far the night flow has risen: the mean of the last seven known nights against that of the
 * nights before, 0 at 100 % and 1 at 200 %, the highest alert step. Null with fewer than 14 nights.
 */
export function urgencyOf(nightFlowsM3PerHour: Float64Array): number | null {
  const known = nightFlowsM3PerHour.filter((flow) => !Number.isNaN(flow));
  if (known.length < recentNights + fewestEarlierNights) return null;
  const baseline = mean(known.slice(0, -recentNights));
  if (baseline <= 0) return null;
  return Math.min(1, Math.max(0, mean(known.slice(-recentNights)) / baseline - 1));
}

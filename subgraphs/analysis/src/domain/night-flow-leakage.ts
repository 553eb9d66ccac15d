import type { NightFlowLeakage } from './calculation.ts';
import type { NightFlowSeries } from './night-flow.ts';
import { daysOf, type Period } from './period.ts';

export type LeakageOfNights = {
  readonly leakageM3: number;
  readonly margin95M3: number | null;
  readonly nightCount: number;
};

/** Published rates run from half of the assumed one to twice it. */
const legitimateUseMargin95Ratio = 0.5;
// A factor from pressures still rests on an assumed N1; a flat one on nothing.
const factorMargin95Ratio = { measured: 0.1, flat: 0.2 };

/**
 * Mean leakage of the nights that are known, for all days of the period, with its 95 % margin: of
 * the meters, of assumed legitimate use, of the night-day factor and of nights that differ.
 */
export function leakageOfNights(
  series: Pick<
    NightFlowSeries,
    'leakageM3PerDay' | 'legitimateNightConsumptionM3PerHour' | 'meanMinimumNightFlowM3PerHour'
  > & { readonly factor: NightFlowSeries['assumptions']['factor'] },
  period: Period,
  meterMargin95Ratio: number | null,
): LeakageOfNights | null {
  const known = series.leakageM3PerDay.filter((leakage) => !Number.isNaN(leakage));
  if (known.length === 0) return null;
  const mean = known.reduce((sum, leakage) => sum + leakage, 0) / known.length;
  const days = daysOf(period);
  const perDay = marginPerDay(series, mean, known, meterMargin95Ratio);
  return {
    leakageM3: mean * days,
    margin95M3: perDay === null ? null : perDay * days,
    nightCount: known.length,
  };
}

function marginPerDay(
  series: Parameters<typeof leakageOfNights>[0],
  mean: number,
  nights: Float64Array,
  meterMargin95Ratio: number | null,
): number | null {
  const flow = series.meanMinimumNightFlowM3PerHour;
  if (flow === null || meterMargin95Ratio === null) return null;
  const { hours, measured } = series.factor;
  const used = series.legitimateNightConsumptionM3PerHour ?? 0;
  const squares = nights.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const ofNights =
    nights.length < 2 ? 0 : 1.96 * Math.sqrt(squares / (nights.length - 1) / nights.length);
  return Math.hypot(
    flow * meterMargin95Ratio * hours,
    used * legitimateUseMargin95Ratio * hours,
    mean * (measured ? factorMargin95Ratio.measured : factorMargin95Ratio.flat),
    ofNights,
  );
}

/** The real losses of a balance, to hold the nights against. */
export type RealLosses = { readonly volumeM3: number | null; readonly margin95M3: number | null };

/** Null as soon as one DMA's leakage is unknown, or there is none to add. */
export function sumOfLeakage(
  leakages: readonly (LeakageOfNights | null)[],
  realLosses: RealLosses,
): NightFlowLeakage | null {
  const known = leakages.filter((leakage) => leakage !== null);
  if (known.length === 0 || known.length < leakages.length) return null;
  const leakageM3 = known.reduce((sum, leakage) => sum + leakage.leakageM3, 0);
  const margins = known.map((leakage) => leakage.margin95M3).filter((margin) => margin !== null);
  const leakageMargin95M3 = margins.length < known.length ? null : Math.hypot(...margins);
  const differenceM3 = realLosses.volumeM3 === null ? null : realLosses.volumeM3 - leakageM3;
  const differenceMargin95M3 =
    differenceM3 === null || leakageMargin95M3 === null || realLosses.margin95M3 === null
      ? null
      : Math.hypot(leakageMargin95M3, realLosses.margin95M3);
  return {
    leakageM3,
    leakageMargin95M3,
    differenceM3,
    differenceMargin95M3,
    agree:
      differenceM3 === null || differenceMargin95M3 === null
        ? null
        : Math.abs(differenceM3) <= differenceMargin95M3,
    nightCount: Math.min(...known.map((leakage) => leakage.nightCount)),
  };
}

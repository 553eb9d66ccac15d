import type { NightFlowLeakage } from './calculation.ts';
import { daysOf, type Period } from './period.ts';

export type LeakageOfNights = { readonly leakageM3: number; readonly nightCount: number };

/** Mean leakage of the nights that are known (NaN is not), for all days of the period. */
export function leakageOfNights(
  leakageM3PerDay: Float64Array,
  period: Period,
): LeakageOfNights | null {
  const known = leakageM3PerDay.filter((leakage) => !Number.isNaN(leakage));
  if (known.length === 0) return null;
  const mean = known.reduce((sum, leakage) => sum + leakage, 0) / known.length;
  return { leakageM3: mean * daysOf(period), nightCount: known.length };
}

/** Null as soon as one DMA's leakage is unknown, or there is none to add. */
export function sumOfLeakage(
  leakages: readonly (LeakageOfNights | null)[],
  realLossesM3: number | null,
): NightFlowLeakage | null {
  const known = leakages.filter((leakage) => leakage !== null);
  if (known.length === 0 || known.length < leakages.length) return null;
  const leakageM3 = known.reduce((sum, leakage) => sum + leakage.leakageM3, 0);
  return {
    leakageM3,
    differenceM3: realLossesM3 === null ? null : realLossesM3 - leakageM3,
    nightCount: Math.min(...known.map((leakage) => leakage.nightCount)),
  };
}

import { badUserInput } from '@waris/service-kit';
import type { Context } from '../context.ts';
import type { Dma } from '../domain/dma.ts';
import { daysOf, problemWithPeriod, type Period } from '../domain/period.ts';
import {
  pressureReductionOf,
  problemWithPlan,
  type PressureReduction,
} from '../domain/pressure-reduction.ts';
import { pricePerM3 } from '../domain/water-costs.ts';
import { costSettingsOfDma } from './cost-settings.ts';
import { nightFlowLeakage } from './night-flow.ts';

export type DmaPressurePlan = {
  readonly newAveragePressureM: number;
  readonly leakageExponent: number;
  readonly leakageExponentMargin95: number;
};

/** Of the night leakage of a period. Null while that or the pressure is unknown. */
export async function pressureReductionOfDma(
  context: Context,
  dma: Dma,
  period: Period,
  plan: DmaPressurePlan,
): Promise<PressureReduction | null> {
  context.viewer.require('analysis:read');
  const problem = problemWithPeriod(period);
  if (problem !== null) throw badUserInput(problem);
  const [leakage, settings, pressure] = await Promise.all([
    nightFlowLeakage(context, [dma], period, { volumeM3: null, margin95M3: null }),
    costSettingsOfDma(context, dma),
    averagePressureOf(context, dma, period),
  ]);
  // A negative leakage is a fault of what was assumed, and no pressure mends that.
  if (leakage === null || leakage.leakageM3 <= 0 || pressure === null) return null;
  const margin = leakage.leakageMargin95M3 ?? leakage.leakageM3;
  const whole = {
    ...plan,
    leakageM3PerDay: leakage.leakageM3 / daysOf(period),
    leakageMargin95Ratio: Math.min(1, margin / leakage.leakageM3),
    averagePressureM: pressure,
    saidUnit: 'm' as const,
    price: settings === null ? null : { perM3: pricePerM3(settings), currency: settings.currency },
  };
  const wrong = problemWithPlan(whole);
  if (wrong !== null) throw badUserInput(wrong);
  return pressureReductionOf(whole);
}

async function averagePressureOf(
  context: Context,
  dma: Dma,
  period: Period,
): Promise<number | null> {
  if (dma.averagePressureM !== null) return dma.averagePressureM > 0 ? dma.averagePressureM : null;
  const { pressures } = await context.loaders.nightSummaries.load({ dma, period });
  const known = pressures?.filter((each) => !Number.isNaN(each)) ?? new Float64Array();
  const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
  return mean > 0 ? mean : null;
}

import { badUserInput } from '@waris/service-kit';
import { inflowQuality } from '../domain/balance-inputs.ts';
import type { WaterBalance } from '../domain/balance.ts';
import type { NightFlowLeakage } from '../domain/calculation.ts';
import type { Context } from '../context.ts';
import type { Dma } from '../domain/dma.ts';
import { nightDayFactorOf, nightPressureOf } from '../domain/night-day-factor.ts';
import {
  defaultNightFlowAssumptions,
  nightFlowSeries,
  type NightFlowAssumptions,
  type NightFlowMethod,
  type NightFlowSeries,
} from '../domain/night-flow.ts';
import { legitimateUseOf, problemWithNightUse } from '../domain/legitimate-night-use.ts';
import { leakageOfNights, sumOfLeakage, type RealLosses } from '../domain/night-flow-leakage.ts';
import { problemWithPeriod, type Period } from '../domain/period.ts';
import type { NightSummary } from '../night-readers.ts';

/** Night flow of a DMA, day by day. Throws BAD_USER_INPUT on a bad period or assumption. */
export async function nightFlow(
  context: Context,
  dma: Dma,
  period: Period,
  method: NightFlowMethod,
  given: Partial<NightFlowAssumptions>,
): Promise<NightFlowSeries> {
  context.viewer.require('analysis:read');
  const problem = problemWithPeriod(period) ?? problemWithAssumptions(given);
  if (problem !== null) throw badUserInput(problem);
  return seriesOf(context, dma, period, method, { ...defaultNightFlowAssumptions, ...given });
}

/** Of one DMA, permission and period checked. */
export async function seriesOf(
  context: Context,
  dma: Dma,
  period: Period,
  method: NightFlowMethod,
  assumptions: NightFlowAssumptions,
): Promise<NightFlowSeries> {
  const { days, grid, pressures } = await context.loaders.nightReadings.load({ dma, period });
  const factor = nightDayFactorOf(pressures, assumptions.leakageExponent);
  const nightPressureM = nightPressureOf(pressures);
  return nightFlowSeries({ dma, days, grid, factor, nightPressureM }, method, assumptions);
}

/** In one sentence; null when they can be used. */
export function problemWithAssumptions(given: Partial<NightFlowAssumptions>): string | null {
  const n1 = given.leakageExponent ?? 1;
  if (!(n1 > 0 && n1 <= 3)) return 'N1 must be above 0 and at most 3.';
  return problemWithNightUse(given);
}

/** Real losses of DMAs seen from the night; null when one has no usable night. */
export async function nightFlowLeakage(
  context: Context,
  dmas: readonly Dma[],
  period: Period,
  realLosses: RealLosses,
): Promise<NightFlowLeakage | null> {
  const leakages = await Promise.all(
    dmas.map(async (dma) => {
      const nights = await context.loaders.nightSummaries.load({ dma, period });
      const meters = inflowQuality(dma.oldestCalibrationOn, period.to, null);
      return leakageOfNights(leakageOf(dma, nights), period, meters.margin95Ratio);
    }),
  );
  return sumOfLeakage(leakages, realLosses);
}

function leakageOf(dma: Dma, { flowsM3PerHour, pressures }: NightSummary) {
  const assumed = defaultNightFlowAssumptions;
  const factor = nightDayFactorOf(pressures, assumed.leakageExponent);
  const legitimate = legitimateUseOf(dma, assumed);
  const known = flowsM3PerHour.filter((flow) => !Number.isNaN(flow));
  return {
    leakageM3PerDay: flowsM3PerHour.map(
      (flow) => (flow - (legitimate ?? Number.NaN)) * factor.hours,
    ),
    legitimateNightConsumptionM3PerHour: legitimate,
    meanMinimumNightFlowM3PerHour:
      known.length === 0 ? null : known.reduce((sum, flow) => sum + flow, 0) / known.length,
    factor,
  };
}

/** The real losses of a balance with their margin. */
export function realLossesOf({ volumes, quality }: WaterBalance): RealLosses {
  return { volumeM3: volumes.realLossesM3, margin95M3: quality.margins.realLossesM3 };
}

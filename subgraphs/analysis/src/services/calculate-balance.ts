import type { Context } from '../context.ts';
import { policyWith } from '../domain/balance-policy.ts';
import type { WaterBalance } from '../domain/balance.ts';
import { methodVersion, type Calculation } from '../domain/calculation.ts';
import type { Dma } from '../domain/dma.ts';
import { periodText, type Period } from '../domain/period.ts';
import type { CalculateWaterBalanceInput } from './calculate-water-balance.ts';
import { nightFlowLeakage, realLossesOf } from './night-flow.ts';
import { balanceFromReadings } from './water-balance.ts';

/** The balance that is going to be kept, with what it was made from. */
export async function calculateBalance(
  context: Context,
  dma: Dma,
  input: Omit<CalculateWaterBalanceInput, 'dmaCode'>,
): Promise<Calculation> {
  const { period, knownVolumes, quality } = input;
  const underRegistration =
    input.customerMeterUnderRegistrationRatio ??
    context.settings.customerMeterUnderRegistrationRatio;
  const policy = policyWith(underRegistration);
  const choice = { policy, bandMatrix: context.settings.bandMatrix, quality };
  // Before the readings: what changes in between makes the balance out of date, never unnoticed.
  const dataRevision = await context.loaders.dataRevision.load({ dma, period });
  const balance = await balanceFromReadings(context, dma, period, choice, knownVolumes);
  const { connections, mainsLengthKm, privatePipeLengthKm, averagePressureM } = dma;
  return {
    id: context.newId(),
    dmaId: dma.id,
    branchId: dma.branchId,
    regionId: dma.regionId,
    balance: await withOverlaps(context, dma, period, balance),
    nightFlowLeakage: await nightFlowLeakage(context, [dma], period, realLossesOf(balance)),
    inputs: {
      network: { connections, mainsLengthKm, privatePipeLengthKm, averagePressureM },
      policyName: policy.name,
      customerMeterUnderRegistrationRatio: underRegistration,
      knownVolumes,
      quality,
    },
    methodVersion,
    calculatedBy: { kind: context.viewer.kind, id: context.viewer.id },
    calculatedAt: context.now(),
    cause: 'asked for',
    dataRevision,
    superseded: null,
  };
}

/** Periods may overlap: a week within a month is no mistake, adding both up would be one. */
async function withOverlaps(
  context: Context,
  dma: Dma,
  period: Period,
  balance: WaterBalance,
): Promise<WaterBalance> {
  const others = await context.loaders.overlappingPeriods.load({ dma, period });
  if (others.length === 0) return balance;
  const times = others.map((other) => periodText(other)).join('; ');
  const message = `Other current calculations cover a part of this time (${times}): do not add them up.`;
  return {
    ...balance,
    warnings: [...balance.warnings, { code: 'OVERLAPPING_CALCULATION', message }],
  };
}

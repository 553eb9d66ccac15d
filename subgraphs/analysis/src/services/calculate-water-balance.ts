import { auditMessage, auditRecord } from '@waris/database';
import {
  fail,
  invalidInput,
  notFound,
  ok,
  type InvalidInput,
  type NotFound,
  type Result,
} from '@waris/service-kit';
import type { Context } from '../context.ts';
import { policyWith } from '../domain/balance-policy.ts';
import { methodVersion, type Calculation } from '../domain/calculation.ts';
import type { KnownVolumes } from '../domain/dma-balance.ts';
import type { Dma } from '../domain/dma.ts';
import { problemWithPeriod, type Period } from '../domain/period.ts';
import { nightFlowLeakage } from './night-flow.ts';
import { balanceFromReadings } from './water-balance.ts';

export type CalculateWaterBalanceInput = {
  readonly dmaCode: string;
  readonly period: Period;
  readonly customerMeterUnderRegistrationRatio: number | null;
  readonly knownVolumes: KnownVolumes;
};

/** Computes the balance of a DMA and keeps it, the audit record in the same transaction. */
export async function calculateWaterBalance(
  context: Context,
  input: CalculateWaterBalanceInput,
): Promise<Result<Calculation, InvalidInput | NotFound>> {
  context.viewer.require('analysis:write');
  const problems = problemsWith(input, context.now());
  if (problems.length > 0) return fail(...problems);

  const dma = await context.dmas.findByCode(
    input.dmaCode.trim().toUpperCase(),
    context.viewer.scope,
  );
  if (dma === null) {
    return fail(notFound(`There is no DMA ${input.dmaCode}.`, 'dmaCode'));
  }
  const calculation = await calculate(context, dma, input);
  await context.calculations.insert(calculation, auditOf(context, calculation, dma));
  return ok(calculation);
}

async function calculate(
  context: Context,
  dma: Dma,
  { period, knownVolumes, ...input }: CalculateWaterBalanceInput,
): Promise<Calculation> {
  const underRegistration =
    input.customerMeterUnderRegistrationRatio ??
    context.settings.customerMeterUnderRegistrationRatio;
  const policy = policyWith(underRegistration);
  const choice = { policy, bandMatrix: context.settings.bandMatrix };
  const balance = await balanceFromReadings(context, dma, period, choice, knownVolumes);
  const { connections, mainsLengthKm, privatePipeLengthKm, averagePressureM } = dma;
  return {
    id: context.newId(),
    dmaId: dma.id,
    branchId: dma.branchId,
    regionId: dma.regionId,
    balance,
    nightFlowLeakage: await nightFlowLeakage(context, [dma], period, balance.volumes.realLossesM3),
    inputs: {
      network: { connections, mainsLengthKm, privatePipeLengthKm, averagePressureM },
      policyName: policy.name,
      customerMeterUnderRegistrationRatio: underRegistration,
      knownVolumes,
    },
    methodVersion,
    calculatedBy: { kind: context.viewer.kind, id: context.viewer.id },
    calculatedAt: context.now(),
  };
}

function auditOf(context: Context, calculation: Calculation, dma: Dma) {
  const subject = { type: 'WaterBalanceCalculation', id: calculation.id };
  const details = {
    dmaCode: dma.code,
    fromAt: calculation.balance.period.from,
    toAt: calculation.balance.period.to,
    methodVersion,
    knownVolumes: calculation.inputs.knownVolumes,
  };
  const record = auditRecord(context, 'analysis.waterBalance.calculated', subject, details);
  return auditMessage({ ...record, occurredAt: calculation.calculatedAt });
}

// A population of meters that over-registers has a rightly negative inaccuracy.
const mayBeNegative: ReadonlySet<string> = new Set(['customerMeterInaccuracyM3']);

function problemsWith(input: CalculateWaterBalanceInput, now: Date): readonly InvalidInput[] {
  const period = problemWithPeriod(input.period);
  const ratio = input.customerMeterUnderRegistrationRatio ?? 0;
  const negative = Object.entries(input.knownVolumes).filter(
    ([name, volume]) => (volume ?? 0) < 0 && !mayBeNegative.has(name),
  );
  return [
    ...(period === null ? [] : [invalidInput(period, 'period')]),
    ...(input.period.from > now
      ? [invalidInput('The period has not begun: nothing can be calculated yet.', 'period', 'from')]
      : []),
    ...(ratio >= 0 && ratio < 1
      ? []
      : [
          invalidInput(
            'The share that meters miss must be from 0 to below 1.',
            'customerMeterUnderRegistrationRatio',
          ),
        ]),
    ...negative.map(([name]) =>
      invalidInput('A known volume must not be negative.', 'knownVolumes', graphNameOf(name)),
    ),
  ];
}

function graphNameOf(component: string): string {
  return component === 'waterSuppliedM3' ? 'systemInputVolumeM3' : component;
}

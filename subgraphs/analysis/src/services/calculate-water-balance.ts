import {
  fail,
  notFound,
  ok,
  type InvalidInput,
  type NotFound,
  type Result,
} from '@waris/service-kit';
import type { Context } from '../context.ts';
import type { KnownVolumes } from '../domain/balance-components.ts';
import type { QualityOverride } from '../domain/balance-inputs.ts';
import type { Calculation } from '../domain/calculation.ts';
import type { Period } from '../domain/period.ts';
import { auditOfCalculation } from './audit-of-calculation.ts';
import { calculateBalance } from './calculate-balance.ts';
import { problemsWithCalculation } from './calculation-problems.ts';

export type CalculateWaterBalanceInput = {
  readonly dmaCode: string;
  readonly period: Period;
  readonly customerMeterUnderRegistrationRatio: number | null;
  readonly knownVolumes: KnownVolumes;
  readonly quality: readonly QualityOverride[];
};

/** Computes the balance of a DMA and keeps it, the audit record in the same transaction. */
export async function calculateWaterBalance(
  context: Context,
  input: CalculateWaterBalanceInput,
): Promise<Result<Calculation, InvalidInput | NotFound>> {
  context.viewer.require('analysis:write');
  const problems = problemsWithCalculation(input, context.now());
  if (problems.length > 0) return fail(...problems);

  const dma = await context.dmas.findByCode(
    input.dmaCode.trim().toUpperCase(),
    context.viewer.scope,
  );
  if (dma === null) {
    return fail(notFound(`There is no DMA ${input.dmaCode}.`, 'dmaCode'));
  }
  const calculation = await calculateBalance(context, dma, input);
  const message = auditOfCalculation(context, calculation, dma.code);
  await context.calculations.keep([{ calculation, message, inPlaceOf: null }]);
  return ok(calculation);
}

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
import type { Dma } from '../domain/dma.ts';
import type { KeptAreaBalance } from '../domain/kept-area-balance.ts';
import type { Period } from '../domain/period.ts';
import { auditOfCalculation } from './audit-of-calculation.ts';
import { calculateBalance } from './calculate-balance.ts';
import { problemsWithCalculation } from './calculation-problems.ts';
import { keptBalanceOf } from './kept-area-balance.ts';

export type CalculateAreaWaterBalancesInput = {
  readonly regionId: string | null;
  readonly branchId: string | null;
  readonly period: Period;
  readonly customerMeterUnderRegistrationRatio: number | null;
};

/** Computes the balance of each active DMA of an area and keeps them, all or none. */
export async function calculateAreaWaterBalances(
  context: Context,
  input: CalculateAreaWaterBalancesInput,
): Promise<Result<KeptAreaBalance, InvalidInput | NotFound>> {
  context.viewer.require('analysis:write');
  const { regionId, branchId, ...asked } = input;
  const wanted = { ...asked, knownVolumes: {}, quality: [] };
  const problems = [
    ...((regionId === null) === (branchId === null)
      ? [invalidInput('Give exactly one of `regionId` and `branchId`.')]
      : []),
    ...problemsWithCalculation(wanted, context.now()),
  ];
  if (problems.length > 0) return fail(...problems);

  const dmas = await dmasOf(context, input);
  const kept = await keepAll(context, dmas, wanted, regionId ?? branchId ?? '');
  if (kept !== null) return ok(kept);
  const [field, kind] = regionId === null ? ['branchId', 'branch'] : ['regionId', 'region'];
  return fail(notFound(`There is no ${kind} of this id with an active DMA.`, field));
}

function dmasOf({ loaders }: Context, { regionId, branchId }: CalculateAreaWaterBalancesInput) {
  return regionId === null
    ? loaders.dmasOfBranch.load(branchId ?? '')
    : loaders.dmasOfRegion.load(regionId);
}

async function keepAll(
  context: Context,
  dmas: readonly Dma[],
  wanted: Parameters<typeof calculateBalance>[2],
  areaId: string,
): Promise<KeptAreaBalance | null> {
  const calculations = await Promise.all(
    dmas.map(async (dma) => {
      const calculation = await calculateBalance(context, dma, wanted);
      const message = auditOfCalculation(context, calculation, dma.code);
      return { calculation, message, inPlaceOf: null };
    }),
  );
  if (calculations.length > 0) await context.calculations.keep(calculations);
  return keptBalanceOf(context, areaId, dmas, wanted.period);
}

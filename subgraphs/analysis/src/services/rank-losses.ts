import { badUserInput, requireFirst } from '@waris/service-kit';
import type { Context } from '../context.ts';
import { inCodeOrder } from '../domain/dma.ts';
import { lossRanking, mostDmasCompared, type LossRanking } from '../domain/loss-ranking.ts';
import { problemWithPeriod, type Period } from '../domain/period.ts';
import type { AreaFilter } from '../persistence/dma-repository.ts';
import { waterBalanceOfDma } from './water-balance.ts';

/** The caller's DMAs by priority. Throws BAD_USER_INPUT on a bad period, page or too wide a scope. */
export async function rankLosses(
  context: Context,
  period: Period,
  area: AreaFilter,
  first: number,
): Promise<LossRanking> {
  context.viewer.require('analysis:read');
  const problem = problemWithPeriod(period);
  if (problem !== null) throw badUserInput(problem);
  requireFirst(first);
  const dmas = await context.dmas.findActive(area, context.viewer.scope);
  if (dmas.length > mostDmasCompared) {
    throw badUserInput(`More than ${mostDmasCompared} DMAs: name a region or a branch.`);
  }
  const candidates = await Promise.all(
    inCodeOrder(dmas).map(async (dma) => ({
      dma,
      balance: await waterBalanceOfDma(context, dma, period),
    })),
  );
  return lossRanking(candidates);
}

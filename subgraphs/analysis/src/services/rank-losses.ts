import { badUserInput, requireFirst } from '@waris/service-kit';
import type { Context } from '../context.ts';
import { inCodeOrder, type Dma } from '../domain/dma.ts';
import {
  lossRanking,
  mostDmasCompared,
  type Candidate,
  type LossRanking,
} from '../domain/loss-ranking.ts';
import { lossSaving, urgencyOf } from '../domain/loss-saving.ts';
import { problemWithPeriod, type Period } from '../domain/period.ts';
import type { AreaFilter } from '../persistence/dma-repository.ts';
import { costSettingsOfDma } from './cost-settings.ts';
import { waterBalanceOfDma } from './water-balance.ts';

/** Urgency looks at the last eight weeks of a period, whatever its length. */
const urgencyDays = 56;
const dayMs = 86_400_000;

export type LossRankingRequest = {
  readonly period: Period;
  readonly area: AreaFilter;
  readonly targetIndex: number;
  readonly first: number;
};

/** The caller's DMAs by priority. Throws BAD_USER_INPUT on a bad period, page or too wide a scope. */
export async function rankLosses(
  context: Context,
  { period, area, targetIndex, first }: LossRankingRequest,
): Promise<LossRanking> {
  context.viewer.require('analysis:read');
  const problem = problemWithPeriod(period);
  if (problem !== null) throw badUserInput(problem);
  if (!(targetIndex >= 0 && targetIndex <= 100)) {
    throw badUserInput('`targetIndex` must lie between 0 and 100.');
  }
  requireFirst(first);
  const dmas = await context.dmas.findActive(area, context.viewer.scope);
  if (dmas.length > mostDmasCompared) {
    throw badUserInput(`More than ${mostDmasCompared} DMAs: name a region or a branch.`);
  }
  const candidates = await Promise.all(
    inCodeOrder(dmas).map((dma) => candidateOf(context, dma, period, targetIndex)),
  );
  return lossRanking(candidates);
}

async function candidateOf(
  context: Context,
  dma: Dma,
  period: Period,
  targetIndex: number,
): Promise<Candidate> {
  const from = new Date(Math.max(period.from.getTime(), period.to.getTime() - urgencyDays * dayMs));
  const nights = { from, to: period.to };
  const [balance, settings, nightFlows] = await Promise.all([
    waterBalanceOfDma(context, dma, period),
    costSettingsOfDma(context, dma),
    context.loaders.nightMeans.load({ dma, period: nights }),
  ]);
  return {
    dma,
    balance,
    saving: lossSaving(dma, balance, settings, targetIndex),
    urgency: urgencyOf(nightFlows),
  };
}

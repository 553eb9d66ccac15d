import { badUserInput } from '@waris/service-kit';
import type { Context } from '../context.ts';
import type { Dma } from '../domain/dma.ts';
import { keptAreaBalance, type KeptAreaBalance } from '../domain/kept-area-balance.ts';
import { problemWithPeriod, type Period } from '../domain/period.ts';

/** Null when the branch has no active DMA or the caller does not see all of it. */
export async function keptBalanceOfBranch(context: Context, id: string, period: Period) {
  return keptBalanceOf(context, id, await context.loaders.dmasOfBranch.load(id), period);
}

/** Null when the region has no active DMA or the caller does not see all of it. */
export async function keptBalanceOfRegion(context: Context, id: string, period: Period) {
  return keptBalanceOf(context, id, await context.loaders.dmasOfRegion.load(id), period);
}

/** Of the current calculations of this very period. Throws BAD_USER_INPUT on a bad one. */
export async function keptBalanceOf(
  context: Context,
  areaId: string,
  dmas: readonly Dma[],
  period: Period,
): Promise<KeptAreaBalance | null> {
  context.viewer.require('analysis:read');
  const problem = problemWithPeriod(period);
  if (problem !== null) throw badUserInput(problem);
  if (dmas.length === 0) return null;
  const [found, costSettings] = await Promise.all([
    Promise.all(dmas.map((dma) => context.loaders.currentCalculation.load({ dma, period }))),
    context.loaders.costSettings.load(areaId),
  ]);
  const { bandMatrix } = context.settings;
  return keptAreaBalance(period, dmas, found, { bandMatrix, costSettings });
}

import { offsetAt } from '@waris/local-time';
import { requireFirst } from '@waris/service-kit';
import type { PipeFailureRisk } from '@waris/water-loss';
import type { PipesOfDma } from '../../detection-context.ts';
import type { Context } from '../../context.ts';
import { championOf } from '../../domain/detection/model-roles.ts';
import type { Dma } from '../../domain/dma.ts';
import { historyOf, pipeRiskBy } from '../../domain/pipe-models.ts';

export type PipeRiskOfDma = PipesOfDma & {
  readonly modelVersion: string;
  readonly year: number;
  readonly risk: PipeFailureRisk;
  readonly first: number;
};

/** How likely each pipe of a DMA is to fail within a year. Throws BAD_USER_INPUT on a bad `first`. */
export async function pipeFailureRiskOfDma(
  context: Context,
  dma: Dma,
  first: number,
): Promise<PipeRiskOfDma> {
  context.viewer.require('analysis:read');
  requireFirst(first);
  const { loaders } = context.detection;
  const champion = championOf('pipe failure', await loaders.rolesGiven());
  const known = await loaders.pipes.load(dma.id);
  const nowMs = context.now().getTime();
  const year = new Date(nowMs + offsetAt(nowMs, dma.timeZone)).getUTCFullYear();
  const { confirmed, observedDays } = known.history;
  const history = historyOf(confirmed, observedDays);
  const risk = pipeRiskBy(champion.version, known.pipes, year, history);
  return { ...known, year, modelVersion: champion.version, risk, first };
}

import { badUserInput } from '@waris/service-kit';
import type { Context } from '../context.ts';
import type { Dma } from '../domain/dma.ts';
import { problemWithPeriod, type Period } from '../domain/period.ts';
import type { KeptVolume } from '../persistence/entered-volume-repository.ts';

const mostShown = 1000;

/** Volumes in force of a DMA that touch a period. Throws BAD_USER_INPUT on a bad period. */
export async function enteredVolumesOfDma(
  context: Context,
  dma: Dma,
  period: Period,
): Promise<readonly KeptVolume[]> {
  context.viewer.require('analysis:read');
  const problem = problemWithPeriod(period);
  if (problem !== null) throw badUserInput(problem);
  const volumes = await context.loaders.enteredVolumes.load({ dma, period });
  return volumes.slice(0, mostShown);
}

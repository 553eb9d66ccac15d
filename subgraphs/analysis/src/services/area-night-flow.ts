import { badUserInput } from '@waris/service-kit';
import type { Context } from '../context.ts';
import { areaNightFlow, type AreaNightFlow } from '../domain/area-night-flow.ts';
import type { Dma } from '../domain/dma.ts';
import {
  defaultNightFlowAssumptions,
  type NightFlowAssumptions,
  type NightFlowMethod,
} from '../domain/night-flow.ts';
import { problemWithPeriod, type Period } from '../domain/period.ts';
import { problemWithAssumptions, seriesOf } from './night-flow.ts';

export type AreaNightFlowRequest = {
  readonly period: Period;
  readonly method: NightFlowMethod;
  readonly given: Partial<NightFlowAssumptions>;
};

/** Null when the branch has no active DMA or the caller does not see all of it. */
export async function nightFlowOfBranch(
  context: Context,
  id: string,
  request: AreaNightFlowRequest,
): Promise<AreaNightFlow | null> {
  context.viewer.require('analysis:read');
  return nightFlowOf(context, await context.loaders.dmasOfBranch.load(id), request);
}

/** Null when the region has no active DMA or the caller does not see all of it. */
export async function nightFlowOfRegion(
  context: Context,
  id: string,
  request: AreaNightFlowRequest,
): Promise<AreaNightFlow | null> {
  context.viewer.require('analysis:read');
  return nightFlowOf(context, await context.loaders.dmasOfRegion.load(id), request);
}

async function nightFlowOf(
  context: Context,
  dmas: readonly Dma[],
  { period, method, given }: AreaNightFlowRequest,
): Promise<AreaNightFlow | null> {
  const problem = problemWithPeriod(period) ?? problemWithAssumptions(given);
  if (problem !== null) throw badUserInput(problem);
  if (dmas.length === 0) return null;
  const assumptions = { ...defaultNightFlowAssumptions, ...given };
  const series = await Promise.all(
    dmas.map(async (dma) => ({
      code: dma.code,
      connections: dma.connections,
      series: await seriesOf(context, dma, period, method, assumptions),
    })),
  );
  return areaNightFlow(method, series);
}

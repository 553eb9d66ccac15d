import type { Context } from '../context.ts';
import type { WaterBalance } from '../domain/balance.ts';
import type { Dma } from '../domain/dma.ts';
import type { Period } from '../domain/period.ts';
import { waterBalanceOfArea } from './water-balance.ts';

export type AreaWaterBalance = {
  readonly balance: WaterBalance;
  readonly nightFlow: {
    readonly kind: 'computed';
    readonly dmas: readonly Dma[];
    readonly period: Period;
  };
};

/** Null when the branch has no active DMA or the caller does not see all of it. */
export async function waterBalanceOfBranch(context: Context, id: string, period: Period) {
  context.viewer.require('analysis:read');
  return balanceOf(context, id, await context.loaders.dmasOfBranch.load(id), period);
}

/** Null when the region has no active DMA or the caller does not see all of it. */
export async function waterBalanceOfRegion(context: Context, id: string, period: Period) {
  context.viewer.require('analysis:read');
  return balanceOf(context, id, await context.loaders.dmasOfRegion.load(id), period);
}

async function balanceOf(
  context: Context,
  areaId: string,
  dmas: readonly Dma[],
  period: Period,
): Promise<AreaWaterBalance | null> {
  const balance = await waterBalanceOfArea(context, areaId, dmas, period);
  return balance === null ? null : { balance, nightFlow: { kind: 'computed', dmas, period } };
}

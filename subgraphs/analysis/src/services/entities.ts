import type { Context } from '../context.ts';
import type { Calculation } from '../domain/calculation.ts';
import type { Dma } from '../domain/dma.ts';

/** Null when it is not there or lies outside the caller's area. */
export async function dmaById(context: Context, id: string): Promise<Dma | null> {
  context.viewer.require('analysis:read');
  return context.loaders.dma.load(id);
}

/** Null when it is not there or lies outside the caller's area. */
export async function keptCalculation(context: Context, id: string): Promise<Calculation | null> {
  context.viewer.require('analysis:read');
  return context.loaders.calculation.load(id);
}

/** The DMA of a calculation that the caller may see: its scope covers the DMA as well. */
export async function dmaOf(context: Context, { dmaId }: Calculation): Promise<Dma> {
  const dma = await context.loaders.dma.load(dmaId);
  if (dma === null) throw new Error(`The DMA ${dmaId} of a calculation is gone.`);
  return dma;
}

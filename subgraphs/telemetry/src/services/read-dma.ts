import { badUserInput } from '@waris/service-kit';
import type { DmaQuality } from '../domain/data-quality.ts';
import type { Period } from '../domain/series-resolution.ts';
import type { LatestFlow, LatestPressure } from '../persistence/latest.ts';
import type { SeriesContext } from './read-series.ts';

const longestQualityDays = 100;
const dayMs = 86_400_000;

export async function readLatestFlow(
  context: SeriesContext,
  dmaId: string,
): Promise<LatestFlow | null> {
  context.viewer.require('telemetry:read');
  const dma = await context.loaders.dma.load(dmaId);
  return dma === null ? null : context.loaders.latestFlow.load(dma.id);
}

export async function readLatestPressure(
  context: SeriesContext,
  dmaId: string,
): Promise<LatestPressure | null> {
  context.viewer.require('telemetry:read');
  const dma = await context.loaders.dma.load(dmaId);
  return dma === null ? null : context.loaders.latestPressure.load(dma.id);
}

export type QualityOfPeriod = { readonly quality: DmaQuality; readonly periodSeconds: number };

/** What a DMA's meters sent; nothing is expected of the future. */
export async function readDataQuality(
  context: SeriesContext,
  dmaId: string,
  { from, to }: Period,
): Promise<QualityOfPeriod | null> {
  context.viewer.require('telemetry:read');
  if (!(from < to)) throw badUserInput('`period.from` must be before `period.to`.');
  if (to.getTime() - from.getTime() > longestQualityDays * dayMs) {
    throw badUserInput(`A period for data quality is at most ${longestQualityDays} days.`);
  }
  const dma = await context.loaders.dma.load(dmaId);
  if (dma === null) return null;
  const now = context.now();
  const past = { from, to: now < to ? now : to };
  if (!(past.from < past.to)) return { quality: { meters: [] }, periodSeconds: 0 };
  const quality = await context.loaders.dataQuality.load({ id: dma.id, period: past });
  const periodSeconds = (past.to.getTime() - past.from.getTime()) / 1000;
  return { quality: quality ?? { meters: [] }, periodSeconds };
}

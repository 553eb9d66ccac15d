import type { LatestFlow, LatestPressure } from '../persistence/latest.ts';
import type { SeriesContext } from './read-series.ts';

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

import { badUserInput, type RequestContext } from '@waris/service-kit';
import { chooseResolution, type SeriesRequest } from '../domain/series-resolution.ts';
import { bucketCount, gridOf, type SeriesGrid } from '../domain/series-grid.ts';
import type { PressureColumns } from '../persistence/series.ts';
import type { KnownDma } from '../persistence/areas.ts';
import type { Loaders } from '../loaders.ts';

export type SeriesContext = RequestContext & { readonly loaders: Loaders };

export type FlowSeries = { readonly grid: SeriesGrid; readonly values: Float64Array };
export type PressureSeries = { readonly grid: SeriesGrid; readonly columns: PressureColumns };

const none = new Float64Array();
const noPressure: PressureColumns = { mean: none, least: none, greatest: none };

/** Net inflow of a DMA; null when it is not visible or has no boundary meter. */
export async function readFlowSeries(
  context: SeriesContext,
  dmaId: string,
  request: SeriesRequest,
): Promise<FlowSeries | null> {
  const asked = await askedGrid(context, dmaId, request);
  if (asked === null) return null;
  if (bucketCount(asked.grid) === 0) return { grid: asked.grid, values: none };
  const values = await context.loaders.netInflow.load(asked);
  return values === null ? null : { grid: asked.grid, values };
}

/** Pressure of a DMA; null when it is not visible or has no pressure meter. */
export async function readPressureSeries(
  context: SeriesContext,
  dmaId: string,
  request: SeriesRequest,
): Promise<PressureSeries | null> {
  const asked = await askedGrid(context, dmaId, request);
  if (asked === null) return null;
  if (bucketCount(asked.grid) === 0) return { grid: asked.grid, columns: noPressure };
  const columns = await context.loaders.pressure.load(asked);
  return columns === null ? null : { grid: asked.grid, columns };
}

async function askedGrid(
  context: SeriesContext,
  dmaId: string,
  request: SeriesRequest,
): Promise<{ dmaId: string; grid: SeriesGrid } | null> {
  context.viewer.require('telemetry:read');
  const resolution = chooseResolution(request);
  if (!resolution.ok) throw badUserInput(resolution.errors.join(' '));
  const dma: KnownDma | null = await context.loaders.dma.load(dmaId);
  return dma === null
    ? null
    : { dmaId: dma.id, grid: gridOf(request.period, resolution.value, dma.timeZone) };
}

/** Share of the buckets that have a value; 0 without buckets. */
export function completenessOf(values: Float64Array): number {
  const present = values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  return values.length === 0 ? 0 : present / values.length;
}

/** Volume in m³ of the buckets that have a value, each of its own length; null without any. */
export function volumeM3Of({ grid, values }: FlowSeries): number | null {
  let volume: number | null = null;
  for (let i = 0; i < bucketCount(grid); i += 1) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const hours = ((grid.edges[i + 1] ?? 0) - (grid.edges[i] ?? 0)) / 3_600_000;
    volume = (volume ?? 0) + value * hours;
  }
  return volume;
}

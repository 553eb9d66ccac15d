import { badUserInput, type RequestContext } from '@waris/service-kit';
import { fillMs, type SeriesFill } from '../domain/fill-gaps.ts';
import { bucketCount, daysOfMonths, gridOf, type SeriesGrid } from '../domain/series-grid.ts';
import {
  chooseResolution,
  type SeriesRequest as ResolutionRequest,
  type SeriesResolution,
} from '../domain/series-resolution.ts';
import { leadOf, shapeSeries, type ShapedSeries } from '../domain/series-shape.ts';
import type { SeriesAggregation, SeriesColumns } from '../domain/series-values.ts';
import type { KnownDma } from '../persistence/areas.ts';
import type { Loaders } from '../loaders.ts';

export type SeriesContext = RequestContext & { readonly loaders: Loaders };

export type SeriesRequest = ResolutionRequest & {
  readonly aggregation?: SeriesAggregation | undefined;
  readonly includeSuspect?: boolean | undefined;
  readonly fill?: SeriesFill | undefined;
};

export type DmaSeries = ShapedSeries & {
  readonly resolution: SeriesResolution;
  readonly aggregation: SeriesAggregation;
};

/** Net inflow of a DMA; null when it is not visible or has no boundary meter. */
export function readFlowSeries(
  context: SeriesContext,
  dmaId: string,
  request: SeriesRequest,
): Promise<DmaSeries | null> {
  const extremes = request.aggregation === 'MIN' || request.aggregation === 'MAX';
  return readDmaSeries(context, 'FLOW', dmaId, request, extremes);
}

/** Pressure of a DMA; null when it is not visible or has no pressure meter. */
export async function readPressureSeries(
  context: SeriesContext,
  dmaId: string,
  request: SeriesRequest,
): Promise<DmaSeries | null> {
  context.viewer.require('telemetry:read');
  if (request.aggregation === 'SUM') {
    throw badUserInput('Pressures do not add up: ask for MEAN, MIN or MAX.');
  }
  return readDmaSeries(context, 'PRESSURE', dmaId, request, true);
}

async function readDmaSeries(
  context: SeriesContext,
  quantity: 'FLOW' | 'PRESSURE',
  dmaId: string,
  request: SeriesRequest,
  extremes: boolean,
): Promise<DmaSeries | null> {
  context.viewer.require('telemetry:read');
  const { resolution, sampleTo } = chosenResolution(request);
  const { aggregation = 'MEAN', includeSuspect = true, fill = 'NONE' } = request;
  const dma: KnownDma | null = await context.loaders.dma.load(dmaId);
  if (dma === null) return null;
  const grid = gridOf(request.period, resolution, dma.timeZone);
  const work = workGrid(grid, fill);
  const columns =
    bucketCount(work) === 0
      ? nothing
      : await context.loaders.series.load({
          dmaId: dma.id,
          quantity,
          grid: work,
          options: { includeSuspect, extremes },
        });
  if (columns === null) return null;
  const now = context.now().getTime();
  const shaped = shapeSeries(
    { grid: work, lead: leadOf(work, grid), columns },
    { grid, aggregation, fill, now, sampleTo },
  );
  return { ...shaped, resolution, aggregation };
}

const none = new Float64Array();
const nothing: SeriesColumns = { mean: none, least: none, greatest: none };

function chosenResolution(request: SeriesRequest) {
  const chosen = chooseResolution(request);
  if (!chosen.ok) throw badUserInput(chosen.errors.join(' '));
  const { resolution, sampleTo } = chosen.value;
  if (resolution === 'RAW') {
    throw badUserInput(
      'A DMA has no readings of its own, only sums and means of those of its meters: ask for FIVE_MINUTES or longer, or for `Meter.readings`.',
    );
  }
  return { resolution, sampleTo };
}

/** What is read for the answer: the days of months, and the past that gaps are filled from. */
export function workGrid(grid: SeriesGrid, fill: SeriesFill): SeriesGrid {
  const fine = grid.resolution === 'MONTH' ? daysOfMonths(grid) : grid;
  const [first, last] = [fine.edges[0], fine.edges.at(-1)];
  if (fillMs[fill] === 0 || first === undefined || last === undefined) return fine;
  // A day more, because days around a change of the clocks do not start at the same time.
  const period = { from: new Date(first - fillMs[fill] - 86_400_000), to: new Date(last) };
  return gridOf(period, fine.resolution, fine.timeZone);
}

import { badUserInput } from '@waris/service-kit';
import type { KnownMeter } from '../domain/check-readings.ts';
import type { SeriesFill } from '../domain/fill-gaps.ts';
import { sampledPlaces } from '../domain/lttb.ts';
import { firstQuantityOf, storedUnit, type ReadingQuantity } from '../domain/quantity.ts';
import { bucketCount, gridOf } from '../domain/series-grid.ts';
import {
  chooseResolution,
  mostReadings,
  mostSampled,
  type AskedResolution,
  type SeriesRequest,
  type SeriesResolution,
} from '../domain/series-resolution.ts';
import { leadOf, shapeSeries } from '../domain/series-shape.ts';
import type { SeriesAggregation } from '../domain/series-values.ts';
import type { StoredReading } from '../persistence/meter-readings.ts';
import { workGrid, type SeriesContext } from './read-series.ts';

export type MeterReadingsRequest = SeriesRequest & {
  readonly quantity?: ReadingQuantity | null | undefined;
  readonly aggregation?: SeriesAggregation | null | undefined;
  readonly includeSuspect?: boolean | undefined;
  readonly fill?: SeriesFill | undefined;
};

/** Columns of equal length, one place for each reading or bucket that is shown. */
export type MeterReadings = {
  readonly quantity: ReadingQuantity;
  readonly resolution: AskedResolution;
  /** Null for readings as they came in. */
  readonly aggregation: SeriesAggregation | null;
  readonly unit: 'M3_PER_HOUR' | 'M' | 'M3';
  /** Milliseconds since 1970, ascending. */
  readonly at: Float64Array;
  readonly values: Float64Array;
  /** NaN for buckets. */
  readonly quality: Float64Array;
  /** Of `readings.quality_codes`; empty for buckets. */
  readonly codes: Uint8Array;
  readonly suspects: Float64Array;
  readonly filledIndexes: readonly number[];
  readonly downsampled: boolean;
};

type Asked = {
  readonly meter: KnownMeter;
  readonly quantity: ReadingQuantity;
  readonly sampleTo: number | null;
  readonly request: MeterReadingsRequest;
};

/** Readings of a meter, raw or in buckets; null when it is not visible. */
export async function readMeterReadings(
  context: SeriesContext,
  meterId: string,
  request: MeterReadingsRequest,
): Promise<MeterReadings | null> {
  context.viewer.require('telemetry:read');
  const chosen = chooseResolution({ ...request, resolution: request.resolution ?? 'RAW' });
  if (!chosen.ok) throw badUserInput(chosen.errors.join(' '));
  const { resolution, sampleTo } = chosen.value;
  const meter = await context.loaders.meter.load(meterId);
  if (meter === null) return null;
  const quantity = request.quantity ?? firstQuantityOf(meter.kind);
  const asked = { meter, quantity, sampleTo, request };
  return resolution === 'RAW' ? readRaw(context, asked) : readBuckets(context, asked, resolution);
}

async function readRaw(context: SeriesContext, asked: Asked): Promise<MeterReadings> {
  const { meter, quantity, sampleTo, request } = asked;
  const { period, fill = 'NONE', aggregation = null, includeSuspect = true } = request;
  if (fill !== 'NONE') throw badUserInput('RAW has no gaps to fill: ask for a longer resolution.');
  if (aggregation !== null) {
    throw badUserInput('RAW has nothing to aggregate: ask for a longer resolution.');
  }
  const most = sampleTo === null ? (request.maxPoints ?? mostReadings) : mostSampled;
  // One more, to know that there are more.
  const options = { includeSuspect, limit: most + 1 };
  const key = { meterId: meter.id, quantity, period, options };
  const read = (await context.loaders.readings.load(key)) ?? noReadings;
  if (read.at.length > most) {
    throw badUserInput(
      `The period holds more than ${most} readings: shorten it, or ask for a longer resolution.`,
    );
  }
  const places = sampledPlaces(read.at, read.values, sampleTo ?? Number.POSITIVE_INFINITY);
  const pick = (column: Float64Array) => Float64Array.from(places, (n) => column[n] ?? Number.NaN);
  const codes = Uint8Array.from(places, (place) => read.codes[place] ?? 0);
  return {
    quantity,
    resolution: 'RAW',
    aggregation: null,
    unit: storedUnit[quantity],
    at: pick(read.at),
    values: pick(read.values),
    quality: pick(read.quality),
    codes,
    suspects: Float64Array.from(codes, (code) => (code >= 10 ? 1 : 0)),
    filledIndexes: [],
    downsampled: places.length < read.at.length,
  };
}

const none = new Float64Array();
const noReadings = { at: none, values: none, quality: none, codes: new Uint8Array() };
const noColumns = { mean: none, least: none, greatest: none };
// Of a meter that belongs to no DMA.
const usualTimeZone = 'Asia/Bangkok';

async function readBuckets(
  context: SeriesContext,
  { meter, quantity, sampleTo, request }: Asked,
  resolution: SeriesResolution,
): Promise<MeterReadings> {
  const { fill = 'NONE', includeSuspect = true } = request;
  const aggregation = request.aggregation ?? (quantity === 'REGISTER' ? 'SUM' : 'MEAN');
  refuseWhatMeansNothing(quantity, aggregation, fill);
  const timeZone = (await context.loaders.timeZone.load(meter.id)) ?? usualTimeZone;
  const grid = gridOf(request.period, resolution, timeZone);
  // What a register counted adds up over any days, whichever of them it was read on.
  const work = quantity === 'REGISTER' ? grid : workGrid(grid, fill);
  const extremes = aggregation === 'MIN' || aggregation === 'MAX';
  const options = { includeSuspect, extremes };
  const key = { meterId: meter.id, quantity, grid: work, options };
  const read = bucketCount(work) === 0 ? null : await context.loaders.meterSeries.load(key);
  const { sum, ...means } = read ?? { ...noColumns, sum: none };
  const columns = quantity === 'REGISTER' ? { ...means, sum } : means;
  const now = context.now().getTime();
  const shaped = shapeSeries(
    { grid: work, lead: leadOf(work, grid), columns },
    { grid, aggregation, fill, now, sampleTo },
  );
  return {
    ...shaped,
    quantity,
    resolution,
    aggregation,
    unit: quantity === 'FLOW' && aggregation === 'SUM' ? 'M3' : storedUnit[quantity],
    at: shaped.starts,
    quality: new Float64Array(shaped.values.length).fill(Number.NaN),
    codes: new Uint8Array(),
  };
}

function refuseWhatMeansNothing(
  quantity: ReadingQuantity,
  aggregation: SeriesAggregation,
  fill: SeriesFill,
): void {
  if (quantity === 'PRESSURE' && aggregation === 'SUM') {
    throw badUserInput('Pressures do not add up: ask for MEAN, MIN or MAX.');
  }
  if (quantity === 'REGISTER' && fill !== 'NONE') {
    throw badUserInput(
      'What a register counted in a gap is part of the next reading: filling would count it twice.',
    );
  }
}

/** The newest reading of a meter; null when there is none or the meter is not visible. */
export async function readLatestReading(
  context: SeriesContext,
  meterId: string,
  asked: ReadingQuantity | null | undefined,
): Promise<StoredReading | null> {
  context.viewer.require('telemetry:read');
  const meter = await context.loaders.meter.load(meterId);
  if (meter === null) return null;
  const quantity = asked ?? firstQuantityOf(meter.kind);
  return context.loaders.latestReading.load({ meterId: meter.id, quantity });
}

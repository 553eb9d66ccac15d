import { fillGaps, type SeriesFill } from './fill-gaps.ts';
import { sampledPlaces } from './lttb.ts';
import { bucketCount, type SeriesGrid } from './series-grid.ts';
import {
  columnOf,
  completenessOf,
  monthsOfDays,
  sumOf,
  volumesOf,
  type SeriesAggregation,
  type SeriesColumns,
} from './series-values.ts';

/** What was read, on the buckets that it was read in. */
export type ReadSeries = {
  /** The buckets of the answer, or the days that its months are made of; before them the past. */
  readonly grid: SeriesGrid;
  /** How many buckets at the start are there for filling alone. */
  readonly lead: number;
  readonly columns: SeriesColumns;
};

export type Shape = {
  readonly grid: SeriesGrid;
  readonly aggregation: SeriesAggregation;
  readonly fill: SeriesFill;
  /** Milliseconds since 1970: nothing is filled after it. */
  readonly now: number;
  readonly sampleTo: number | null;
};

/** Columns of equal length, one place for each bucket that is shown. */
export type ShapedSeries = {
  /** Places of the buckets that are shown, in the grid of the answer. */
  readonly places: Uint32Array;
  /** Milliseconds since 1970. */
  readonly starts: Float64Array;
  readonly values: Float64Array;
  readonly least: Float64Array;
  readonly greatest: Float64Array;
  readonly suspects: Float64Array;
  /** Which of `values` were filled in. */
  readonly filledIndexes: readonly number[];
  readonly downsampled: boolean;
  /** Of all buckets, also those that are not shown, as they were measured. */
  readonly completenessRatio: number;
  readonly volume: number | null;
};

/** How many buckets of what is read come before those of the answer. */
export function leadOf(read: SeriesGrid, answer: SeriesGrid): number {
  return Math.max(
    0,
    read.edges.findIndex((edge) => edge >= (answer.edges[0] ?? edge)),
  );
}

/** From what was measured to what is shown: filled, put together, aggregated and thinned out. */
export function shapeSeries(read: ReadSeries, shape: Shape): ShapedSeries {
  const { grid, sampleTo } = shape;
  const measured = answered(read.columns, read, shape);
  const { values, isFilled } = filledValues(read, shape, measured);
  const starts = grid.edges.subarray(0, bucketCount(grid));
  const places =
    sampleTo === null ? Uint32Array.from(values.keys()) : sampledPlaces(starts, values, sampleTo);
  const pick = (column: Float64Array) =>
    places.length === column.length
      ? column
      : Float64Array.from(places, (place) => column[place] ?? Number.NaN);
  return {
    places,
    starts: pick(starts),
    values: pick(values),
    least: pick(measured.least),
    greatest: pick(measured.greatest),
    suspects: pick(measured.suspects),
    filledIndexes: Array.from(places.keys()).filter((n) => isFilled[places[n] ?? -1] === 1),
    downsampled: places.length < values.length,
    completenessRatio: completenessOf(measured.mean),
    volume: sumOf(measured.volume),
  };
}

function filledValues(read: ReadSeries, shape: Shape, measured: AnsweredColumns) {
  const { aggregation, grid } = shape;
  const isFilled = new Uint8Array(bucketCount(grid));
  if (shape.fill === 'NONE') return { values: aggregated(measured, shape), isFilled };
  const column = columnOf(read.columns, aggregation);
  const { values, filled } = fillGaps(read.grid, column, shape.fill, shape.now);
  for (const place of filled) {
    // A month of which a day was filled is filled; each bucket of other grids is its own.
    const at = read.grid.edges[place] ?? 0;
    const bucket = grid.resolution === 'MONTH' ? monthAt(grid, at) : place - read.lead;
    if (bucket >= 0) isFilled[bucket] = 1;
  }
  const columns = { ...read.columns, [nameOf[aggregation]]: values };
  return { values: aggregated(answered(columns, read, shape), shape), isFilled };
}

const nameOf = { MEAN: 'mean', SUM: 'mean', MIN: 'least', MAX: 'greatest' } as const;

function monthAt({ edges }: SeriesGrid, at: number): number {
  return edges.findLastIndex((edge) => edge <= at);
}

type AnsweredColumns = SeriesColumns & {
  readonly volume: Float64Array;
  readonly suspects: Float64Array;
};

/** Without the past that was read for filling; months put together. */
function answered(columns: SeriesColumns, read: ReadSeries, { grid }: Shape): AnsweredColumns {
  const trim = (column: Float64Array) => column.subarray(read.lead);
  const mean = trim(columns.mean);
  const suspects = trim(columns.suspects ?? new Float64Array(columns.mean.length));
  const trimmed = { mean, suspects, least: trim(columns.least), greatest: trim(columns.greatest) };
  if (columns.sum !== undefined) return { ...trimmed, volume: trim(columns.sum), sum: columns.sum };
  if (grid.resolution !== read.grid.resolution) {
    const days = { ...read.grid, edges: read.grid.edges.subarray(read.lead) };
    return monthsOfDays(grid, days, trimmed);
  }
  return { ...trimmed, volume: volumesOf(grid, mean) };
}

function aggregated(columns: AnsweredColumns, { aggregation, grid, now }: Shape): Float64Array {
  if (aggregation !== 'SUM') return columnOf(columns, aggregation);
  if (columns.sum !== undefined) return columns.volume;
  // A mean over a bucket that is not over says nothing of its volume.
  return columns.volume.map((volume, bucket) =>
    (grid.edges[bucket + 1] ?? 0) > now ? Number.NaN : volume,
  );
}

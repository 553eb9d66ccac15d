import { bucketCount, hoursOf, type SeriesGrid } from './series-grid.ts';

/** What a bucket says of the time in it. */
export type SeriesAggregation = 'MEAN' | 'SUM' | 'MIN' | 'MAX';

/** Means and extremes of each bucket, NaN in gaps. */
export type SeriesColumns = {
  readonly mean: Float64Array;
  readonly least: Float64Array;
  readonly greatest: Float64Array;
  /** Of registers: what was counted. Their means say nothing of a volume. */
  readonly sum?: Float64Array;
  /** How many readings are suspect, where it is known. */
  readonly suspects?: Float64Array;
};

/** The column that holds, or whose volume is, what was asked for. */
export function columnOf(columns: SeriesColumns, aggregation: SeriesAggregation): Float64Array {
  switch (aggregation) {
    case 'MEAN':
    case 'SUM':
      return columns.mean;
    case 'MIN':
      return columns.least;
    case 'MAX':
      return columns.greatest;
  }
}

/** m³ of buckets of m³/h. */
export function volumesOf(grid: SeriesGrid, flows: Float64Array): Float64Array {
  const hours = hoursOf(grid);
  return flows.map((flow, bucket) => flow * (hours[bucket] ?? Number.NaN));
}

export type MonthColumns = SeriesColumns & {
  /** NaN unless every day of the month has a value. */
  readonly volume: Float64Array;
  readonly suspects: Float64Array;
};

/**
 * Months from their days: the mean weighs days by their length and is that of the days that have
 * a value; the volume is null when a day is missing, since a part is not the whole.
 */
export function monthsOfDays(
  months: SeriesGrid,
  days: SeriesGrid,
  columns: SeriesColumns,
): MonthColumns {
  const empty = () => new Float64Array(bucketCount(months)).fill(Number.NaN);
  const suspects = new Float64Array(bucketCount(months));
  const out = { mean: empty(), least: empty(), greatest: empty(), volume: empty(), suspects };
  const hours = hoursOf(days);
  let day = 0;
  for (let month = 0; month < bucketCount(months); month += 1) {
    const end = months.edges[month + 1] ?? 0;
    let [volume, known, whole] = [0, 0, true];
    for (; day < bucketCount(days) && (days.edges[day] ?? end) < end; day += 1) {
      out.least[month] = lesser(out.least[month], columns.least[day]);
      out.greatest[month] = greater(out.greatest[month], columns.greatest[day]);
      suspects[month] = (suspects[month] ?? 0) + (columns.suspects?.[day] ?? 0);
      const mean = columns.mean[day] ?? Number.NaN;
      if (Number.isNaN(mean)) whole = false;
      else {
        volume += mean * (hours[day] ?? 0);
        known += hours[day] ?? 0;
      }
    }
    if (known > 0) out.mean[month] = volume / known;
    if (known > 0 && whole) out.volume[month] = volume;
  }
  return out;
}

/** Extremes of coarse buckets from the values of finer ones. */
export function extremesWithin(
  grid: SeriesGrid,
  at: Float64Array,
  values: Float64Array,
): { least: Float64Array; greatest: Float64Array } {
  const empty = () => new Float64Array(bucketCount(grid)).fill(Number.NaN);
  const out = { least: empty(), greatest: empty() };
  let bucket = 0;
  at.forEach((instant, place) => {
    while (bucket < out.least.length && (grid.edges[bucket + 1] ?? instant) <= instant) bucket += 1;
    if (bucket >= out.least.length || instant < (grid.edges[bucket] ?? 0)) return;
    out.least[bucket] = lesser(out.least[bucket], values[place]);
    out.greatest[bucket] = greater(out.greatest[bucket], values[place]);
  });
  return out;
}

const lesser = (a = Number.NaN, b = Number.NaN) => (!(a <= b) && !Number.isNaN(b) ? b : a);
const greater = (a = Number.NaN, b = Number.NaN) => (!(a >= b) && !Number.isNaN(b) ? b : a);

/** Share of the buckets that have a value; 0 without buckets. */
export function completenessOf(values: Float64Array): number {
  const present = values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  return values.length === 0 ? 0 : present / values.length;
}

/** Of what is there; null without any. */
export function sumOf(values: Float64Array): number | null {
  const present = values.filter((value) => !Number.isNaN(value));
  return present.length === 0 ? null : present.reduce((sum, value) => sum + value, 0);
}

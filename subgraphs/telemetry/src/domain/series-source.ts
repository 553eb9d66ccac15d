import type { SeriesResolution } from './series-resolution.ts';

/** Where the buckets of a series are read from. */
export type SeriesSource = 'READINGS' | 'QUARTERS' | 'HOURS' | 'DAYS';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/**
 * Of a DMA: its roll-ups have the same buckets as the series. Months are made of days, and there
 * is no roll-up of five minutes.
 */
export function sourceOfDma(resolution: SeriesResolution): SeriesSource {
  switch (resolution) {
    case 'FIVE_MINUTES':
      return 'READINGS';
    case 'FIFTEEN_MINUTES':
      return 'QUARTERS';
    case 'HOUR':
      return 'HOURS';
    case 'DAY':
    case 'MONTH':
      return 'DAYS';
  }
}

/**
 * Of a meter: the coarsest roll-up that its buckets are whole multiples of. Sums and counts add
 * up, so local days come from hours, or from quarters where clocks differ by half an hour: since
 * 1972 no clock differs by less than a quarter.
 */
export function sourceOfMeter(
  resolution: SeriesResolution,
  edges: Float64Array,
): Exclude<SeriesSource, 'DAYS'> {
  if (resolution === 'FIVE_MINUTES') return 'READINGS';
  return edges.every((edge) => edge % hourMs === 0) ? 'HOURS' : 'QUARTERS';
}

export type SourceFacts = {
  readonly source: SeriesSource;
  /** Days (UTC, since 1970) whose roll-ups are not up to date. */
  readonly pending: ReadonlySet<number>;
  /** False when the stored days are those of another time zone than the series asks for. */
  readonly zoneMatches: boolean;
  /** Not 0 for a bucket of which the roll-up does not say what is asked for. */
  readonly doubtful: Uint8Array;
};

/** Buckets from `first` to before `end`. */
export type BucketSpan = { readonly first: number; readonly end: number };

/** Which buckets have to be computed from the readings; the others are as the roll-ups say. */
export function bucketsToCompute(edges: Float64Array, facts: SourceFacts): readonly BucketSpan[] {
  const count = Math.max(0, edges.length - 1);
  if (count === 0) return [];
  if (facts.source === 'READINGS' || (facts.source === 'DAYS' && !facts.zoneMatches)) {
    return [{ first: 0, end: count }];
  }
  const { pending, doubtful } = facts;
  const spans: { first: number; end: number }[] = [];
  for (let bucket = 0; bucket < count; bucket += 1) {
    const overlaps = touches(pending, edges[bucket] ?? 0, edges[bucket + 1] ?? 0);
    if (!overlaps && (doubtful[bucket] ?? 0) === 0) continue;
    const open = spans.at(-1);
    if (open?.end === bucket) open.end = bucket + 1;
    else spans.push({ first: bucket, end: bucket + 1 });
  }
  return spans;
}

/** Whether a stretch of time touches one of the days. */
export function touches(days: ReadonlySet<number>, from: number, to: number): boolean {
  if (days.size === 0) return false;
  for (let day = Math.floor(from / dayMs); day * dayMs < to; day += 1) {
    if (days.has(day)) return true;
  }
  return false;
}

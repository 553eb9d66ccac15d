import {
  offsetAt,
  startOfLocalDay,
  startOfNextLocalDay,
  startsOfLocalDays,
} from '@waris/local-time';
import { secondsOf, type Period, type SeriesResolution } from './series-resolution.ts';

/** The buckets of a series: `edges[i]` starts bucket i, the last edge ends the last bucket. */
export type SeriesGrid = {
  readonly resolution: SeriesResolution;
  /** Whose days and months they are. */
  readonly timeZone: string;
  /** Milliseconds since 1970. Below two there is no bucket. */
  readonly edges: Float64Array;
};

/**
 * One bucket for each multiple of the resolution (for DAY and MONTH: each local midnight, or that
 * of the first of a month) in the period. Grids of adjoining periods therefore adjoin, with no
 * bucket twice and none left out.
 */
export function gridOf(
  { from, to }: Period,
  resolution: SeriesResolution,
  timeZone: string,
): SeriesGrid {
  if (resolution === 'DAY') {
    const starts = startsOfLocalDays(from.getTime(), to.getTime(), timeZone);
    const last = starts.at(-1);
    if (last !== undefined) starts.push(startOfNextLocalDay(last, timeZone));
    return { resolution, timeZone, edges: Float64Array.from(starts) };
  }
  if (resolution === 'MONTH') {
    return { resolution, timeZone, edges: monthEdges(from.getTime(), to.getTime(), timeZone) };
  }
  const step = secondsOf[resolution] * 1000;
  const first = Math.ceil(from.getTime() / step) * step;
  const count = Math.max(0, Math.ceil((to.getTime() - first) / step));
  const edges = Float64Array.from(
    { length: count === 0 ? 0 : count + 1 },
    (_, n) => first + n * step,
  );
  return { resolution, timeZone, edges };
}

function monthEdges(from: number, to: number, timeZone: string): Float64Array {
  const local = new Date(from + offsetAt(from, timeZone));
  const edges: number[] = [];
  for (let month = local.getUTCMonth(); ; month += 1) {
    const start = startOfLocalDay(Date.UTC(local.getUTCFullYear(), month), timeZone);
    if (start >= from) edges.push(start);
    // The first edge that is not in the period ends the last bucket.
    if (start >= to) return Float64Array.from(edges.length < 2 ? [] : edges);
  }
}

/** The calendar days that the months of a grid are made of. */
export function daysOfMonths({ edges, timeZone }: SeriesGrid): SeriesGrid {
  const period = { from: new Date(edges[0] ?? 0), to: new Date(edges.at(-1) ?? 0) };
  return gridOf(period, 'DAY', timeZone);
}

export function bucketCount(grid: SeriesGrid): number {
  return Math.max(0, grid.edges.length - 1);
}

/** Length of each bucket in hours. */
export function hoursOf({ edges }: SeriesGrid): Float64Array {
  const starts = edges.subarray(0, Math.max(0, edges.length - 1));
  return starts.map((start, bucket) => ((edges[bucket + 1] ?? start) - start) / 3_600_000);
}

/** Same key, same grid: what a batch loader groups by. */
export function gridKey({ resolution, timeZone, edges }: SeriesGrid): string {
  const zone = resolution === 'DAY' || resolution === 'MONTH' ? timeZone : '';
  return `${resolution}/${zone}/${edges[0]}/${edges.length}/${edges.at(-1)}`;
}

/** The bucket that starts at an instant; -1 when none does. */
export function placesIn({ edges, resolution }: SeriesGrid): (start: number) => number {
  const count = edges.length - 1;
  if (resolution === 'DAY' || resolution === 'MONTH') {
    const places = new Map(Array.from(edges.subarray(0, count), (edge, place) => [edge, place]));
    return (start) => places.get(start) ?? -1;
  }
  const first = edges[0] ?? 0;
  const step = secondsOf[resolution] * 1000;
  return (start) => {
    const place = (start - first) / step;
    return Number.isInteger(place) && place >= 0 && place < count ? place : -1;
  };
}

import { startOfNextLocalDay, startsOfLocalDays } from './local-time.ts';
import { secondsOf, type Period, type SeriesResolution } from './series-resolution.ts';

/** The buckets of a series: `edges[i]` starts bucket i, the last edge ends the last bucket. */
export type SeriesGrid = {
  readonly resolution: SeriesResolution;
  /** Milliseconds since 1970. Below two there is no bucket. */
  readonly edges: Float64Array;
};

/**
 * One bucket for each multiple of the resolution (for DAY: each local midnight) in the period.
 * Grids of adjoining periods therefore adjoin, with no bucket twice and none left out.
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
    return { resolution, edges: Float64Array.from(starts) };
  }
  const step = secondsOf[resolution] * 1000;
  const first = Math.ceil(from.getTime() / step) * step;
  const count = Math.max(0, Math.ceil((to.getTime() - first) / step));
  const edges = count === 0 ? 0 : count + 1;
  return { resolution, edges: Float64Array.from({ length: edges }, (_, n) => first + n * step) };
}

export function bucketCount(grid: SeriesGrid): number {
  return Math.max(0, grid.edges.length - 1);
}

/** Same key, same grid: what a batch loader groups by. */
export function gridKey({ resolution, edges }: SeriesGrid): string {
  return `${resolution}/${edges[0]}/${edges.length}/${edges.at(-1)}`;
}

import { startOfNextLocalDay, startsOfLocalDays, offsetAt } from '@waris/local-time';
import type { SeriesGrid } from './series-grid.ts';
import { touches, type BucketSpan } from './series-source.ts';

const dayMs = 86_400_000;

/** A finished local day of a grid. */
export type CachedDay = BucketSpan & {
  /** As `2026-01-15`. */
  readonly date: string;
  /** Days (UTC, since 1970) that it overlaps. */
  readonly firstDay: number;
  readonly lastDay: number;
};

/** The local days that lie in a regular grid as a whole and are over, and are not pending. */
export function finishedDays(
  { edges, timeZone }: SeriesGrid,
  now: number,
  pending: ReadonlySet<number>,
): readonly CachedDay[] {
  const [first, second, end] = [edges[0], edges[1], edges.at(-1)];
  if (first === undefined || second === undefined || end === undefined) return [];
  const stepMs = second - first;
  return startsOfLocalDays(first, end, timeZone).flatMap((start) => {
    const next = startOfNextLocalDay(start, timeZone);
    const [firstDay, lastDay] = [Math.floor(start / dayMs), Math.floor((next - 1) / dayMs)];
    if (next > end || next > now) return [];
    if (touches(pending, start, next)) return [];
    const date = new Date(start + offsetAt(start, timeZone)).toISOString().slice(0, 10);
    return [
      { date, firstDay, lastDay, first: (start - first) / stepMs, end: (next - first) / stepMs },
    ];
  });
}

/** The buckets of `count` that lie in none of the days, which are in order. */
export function bucketsBetween(count: number, days: readonly BucketSpan[]): readonly BucketSpan[] {
  const spans: BucketSpan[] = [];
  let from = 0;
  for (const { first, end } of days) {
    if (first > from) spans.push({ first: from, end: first });
    from = end;
  }
  if (from < count) spans.push({ first: from, end: count });
  return spans;
}

import type { Pool } from '@waris/database';
import { bucketsBetween, finishedDays, type CachedDay } from '../domain/cached-days.ts';
import { bucketCount, type SeriesGrid } from '../domain/series-grid.ts';
import type { SeriesColumns } from '../domain/series-values.ts';
import { readFresh, type DmaSpan } from './fresh-series.ts';
import { unpackIntegers } from './packed-arrays.ts';
import type { SeriesCache } from './series-cache.ts';
import type { SeriesQuantity } from './series-sql.ts';
import type { SeriesOptions } from './series.ts';

/** A DMA whose series is computed from the readings, with what tells whether a kept day holds. */
export type UncomputedSeries = {
  readonly id: string;
  readonly columns: SeriesColumns;
  readonly pending: ReadonlySet<number>;
  /** Days (UTC) that are rolled up, and the revision of each. */
  readonly days: Buffer | null;
  readonly revisions: Buffer | null;
};

/**
 * Computes series from the readings, but for days that are kept: those were computed when the
 * roll-ups of their readings had the revisions that they have now. Revisions and pending days
 * come from one snapshot that is older than what is computed, so a write in between gives the
 * kept day a signature that is out of date, never one that is too new.
 */
export async function computeSeries(
  pool: Pool,
  cache: SeriesCache,
  quantity: SeriesQuantity,
  series: readonly UncomputedSeries[],
  grid: SeriesGrid,
  options: SeriesOptions,
  now: number,
): Promise<void> {
  const variant = `${quantity}/${grid.resolution}/${options.includeSuspect}/${options.extremes}`;
  const looked = await Promise.all(
    series.map(async (one) => {
      const found = await Promise.all(
        finishedDays(grid, now, one.pending).map(async (day) => {
          const key = {
            dmaId: one.id,
            date: day.date,
            variant,
            signature: signatureOf(one, day, grid),
          };
          return { day, key, kept: await cache.find(key) };
        }),
      );
      for (const { day, kept } of found) if (kept !== null) fill(one.columns, day, kept);
      return { one, found };
    }),
  );
  const spans = looked.flatMap(({ one, found }): DmaSpan[] =>
    bucketsBetween(
      bucketCount(grid),
      found.flatMap(({ day, kept }) => (kept === null ? [] : [day])),
    ).map((span) => ({ dmaId: one.id, ...span })),
  );
  if (spans.length === 0) return;
  const columns = new Map(series.map((one) => [one.id, one.columns]));
  await readFresh(pool, quantity, spans, grid, options, columns);
  await Promise.all(
    looked.flatMap(({ one, found }) =>
      found.flatMap(({ day, key, kept }) =>
        kept === null ? [cache.keep(key, cut(one.columns, day))] : [],
      ),
    ),
  );
}

function signatureOf(
  { days, revisions }: UncomputedSeries,
  { first, end, firstDay, lastDay }: CachedDay,
  { timeZone }: SeriesGrid,
): string {
  const known = days === null ? [] : Array.from(unpackIntegers(days));
  const parts = known.flatMap((day, n) =>
    day >= firstDay && day <= lastDay && revisions !== null
      ? [`${day}:${revisions.readBigInt64BE(n * 8)}`]
      : [],
  );
  return `${timeZone}/${end - first}/${parts.join(',')}`;
}

function fill(columns: SeriesColumns, { first, end }: CachedDay, kept: SeriesColumns): void {
  if (kept.mean.length !== end - first) return;
  columns.mean.set(kept.mean, first);
  if (columns.least === columns.mean) return;
  columns.least.set(kept.least, first);
  columns.greatest.set(kept.greatest, first);
}

function cut({ mean, least, greatest }: SeriesColumns, { first, end }: CachedDay): SeriesColumns {
  return {
    mean: mean.slice(first, end),
    least: least.slice(first, end),
    greatest: greatest.slice(first, end),
  };
}

import { query, type Pool } from '@waris/database';
import { bucketCount, placesIn, type SeriesGrid } from '../domain/series-grid.ts';
import { secondsOf } from '../domain/series-resolution.ts';
import { bucketsToCompute, sourceOfDma, type SourceFacts } from '../domain/series-source.ts';
import type { SeriesColumns } from '../domain/series-values.ts';
import { computeSeries } from './cached-series.ts';
import type { SeriesCache } from './series-cache.ts';
import { readFresh, type DmaSpan } from './fresh-series.ts';
import { daysOf, layOutArrays, unpackIntegers } from './packed-arrays.ts';
import { unpackFloats, unpackInstants } from './packed-columns.ts';
import { storedSql, type SeriesQuantity } from './series-sql.ts';

export type SeriesOptions = {
  readonly includeSuspect: boolean;
  /** Without them `least` and `greatest` are the means. */
  readonly extremes: boolean;
};

/** Series of DMAs on a dense grid, NaN in gaps. DMAs without such meters are absent. */
export type SeriesRepository = {
  read(
    quantity: SeriesQuantity,
    dmaIds: readonly string[],
    grid: SeriesGrid,
    options: SeriesOptions,
  ): Promise<ReadonlyMap<string, SeriesColumns>>;
};

const dayMs = 86_400_000;

/**
 * Roll-ups where they are up to date, all else computed from the readings: two statements for
 * any number of DMAs, one when nothing is pending, three for extremes of what is.
 */
export function createSeriesRepository(
  pool: Pool,
  cache: SeriesCache,
  now: () => number,
): SeriesRepository {
  return {
    read: async (quantity, dmaIds, grid, options) => {
      const stored = await readStored(pool, quantity, dmaIds, grid, options);
      // Only what is costly is kept: reading a kept day is no faster than reading its roll-up.
      if (sourceOfDma(grid.resolution) === 'READINGS') {
        const series = stored.map(({ id, columns, facts, row }) => ({
          id,
          columns,
          pending: facts.pending,
          days: row.places,
          revisions: row.revisions ?? null,
        }));
        await computeSeries(pool, cache, quantity, series, grid, options, now());
        return new Map(stored.map((one) => [one.id, one.columns]));
      }
      const spans = stored.flatMap(({ id, facts }): DmaSpan[] =>
        bucketsToCompute(grid.edges, facts).map((span) => ({ dmaId: id, ...span })),
      );
      const columns = new Map(stored.map((one) => [one.id, one.columns]));
      if (spans.length > 0) await readFresh(pool, quantity, spans, grid, options, columns);
      return columns;
    },
  };
}

type StoredRow = {
  readonly id: string;
  readonly pending: Buffer | null;
  readonly zoneMatches: boolean | null;
  /** Days (UTC) of arrays, or starts of local days. */
  readonly places: Buffer | null;
  readonly suspect: Buffer | null;
  readonly mean: Buffer | null;
  readonly least: Buffer | null;
  readonly greatest: Buffer | null;
  readonly revisions?: Buffer | null;
};

type Stored = {
  readonly id: string;
  readonly columns: SeriesColumns;
  readonly facts: SourceFacts;
  readonly row: StoredRow;
};

async function readStored(
  pool: Pool,
  quantity: SeriesQuantity,
  dmaIds: readonly string[],
  grid: SeriesGrid,
  options: SeriesOptions,
): Promise<readonly Stored[]> {
  const source = sourceOfDma(grid.resolution);
  const days = [dayOf(grid.edges[0] ?? 0), dayOf((grid.edges.at(-1) ?? 1) - 1)];
  const { rows } = await query<StoredRow>(pool, storedSql(quantity, source, options), [
    dmaIds,
    quantity,
    ...days,
    ...(source === 'DAYS' ? [grid.timeZone] : []),
  ]);
  return rows.map((row) => {
    const doubtful = new Uint8Array(bucketCount(grid));
    // What suspect readings are left out of is known as means alone.
    const inDoubt = options.extremes && !options.includeSuspect ? doubtful : null;
    const columns = layOut(grid, row, options, inDoubt);
    const zoneMatches = row.zoneMatches ?? true;
    return {
      id: row.id,
      columns,
      facts: { source, pending: daysOf(row.pending), zoneMatches, doubtful },
      row,
    };
  });
}

function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

function layOut(
  grid: SeriesGrid,
  row: StoredRow,
  { extremes }: SeriesOptions,
  doubtful: Uint8Array | null,
): SeriesColumns {
  if (row.mean === null) return gapsOf(grid, extremes);
  const places = grid.resolution === 'DAY' ? placesOfDays(grid, row) : placesOfArrays(grid, row);
  const width = grid.resolution === 'DAY' ? 1 : dayMs / (secondsOf[grid.resolution] * 1000);
  const flags = row.suspect === null ? [] : unpackIntegers(row.suspect);
  flags.forEach((flag, n) => {
    if (flag === 0) return;
    const first = places[n] ?? -width;
    doubtful?.fill(1, Math.max(0, first), Math.max(0, first + width));
  });
  const column = (packed: Buffer | null): Float64Array => {
    const values = new Float64Array(bucketCount(grid)).fill(Number.NaN);
    if (packed === null) return values;
    if (grid.resolution !== 'DAY') layOutArrays(packed, (n) => places[n] ?? -width, values);
    else {
      unpackFloats(packed).forEach((value, n) => {
        values[places[n] ?? -1] = value;
      });
    }
    return values;
  };
  const mean = column(row.mean);
  if (!extremes) return { mean, least: mean, greatest: mean };
  return { mean, least: column(row.least), greatest: column(row.greatest) };
}

function gapsOf(grid: SeriesGrid, extremes: boolean): SeriesColumns {
  const gaps = () => new Float64Array(bucketCount(grid)).fill(Number.NaN);
  const mean = gaps();
  return extremes
    ? { mean, least: gaps(), greatest: gaps() }
    : { mean, least: mean, greatest: mean };
}

/** Where the arrays of days (UTC) begin in a grid. */
function placesOfArrays({ edges, resolution }: SeriesGrid, { places }: StoredRow): Float64Array {
  if (places === null) return new Float64Array();
  const stepMs = secondsOf[resolution] * 1000;
  const first = edges[0] ?? 0;
  return Float64Array.from(unpackIntegers(places), (day) => (day * dayMs - first) / stepMs);
}

function placesOfDays(grid: SeriesGrid, { places }: StoredRow): Float64Array {
  if (places === null) return new Float64Array();
  return unpackInstants(places).map(placesIn(grid));
}

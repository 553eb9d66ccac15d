import { query, type Pool } from '@waris/database';
import { placesIn, type SeriesGrid } from '../domain/series-grid.ts';
import { secondsOf } from '../domain/series-resolution.ts';
import type { BucketSpan } from '../domain/series-source.ts';
import { extremesWithin, type SeriesColumns } from '../domain/series-values.ts';
import { instantArray, unpackFloats, unpackInstants } from './packed-columns.ts';
import { freshSql, type SeriesQuantity } from './series-sql.ts';

export type DmaSpan = BucketSpan & { readonly dmaId: string };

type FreshOptions = { readonly includeSuspect: boolean; readonly extremes: boolean };

type Row = {
  readonly id: string;
  readonly at: Buffer;
  readonly mean: Buffer;
  readonly least: Buffer | null;
  readonly greatest: Buffer | null;
};

const quarterSeconds = 900;

/** Replaces the buckets of the spans by what the readings in the database say now. */
export async function readFresh(
  pool: Pool,
  quantity: SeriesQuantity,
  spans: readonly DmaSpan[],
  grid: SeriesGrid,
  options: FreshOptions,
  into: ReadonlyMap<string, SeriesColumns>,
): Promise<void> {
  // The extremes of a net inflow are those of its quarters, since meters report at other moments.
  const ofQuarters =
    quantity === 'FLOW' && options.extremes && secondsOf[grid.resolution] > quarterSeconds;
  const ask = async (step: number | null) => {
    const values = parametersOf(spans, grid, step, options.includeSuspect);
    return (await query<Row>(pool, freshSql[quantity], values)).rows;
  };
  const step = grid.resolution === 'DAY' ? null : secondsOf[grid.resolution];
  const rows = await ask(step);
  const quarters = ofQuarters ? await ask(quarterSeconds) : [];

  for (const { dmaId, first, end } of spans) clear(into.get(dmaId), first, end);
  const placeOf = placesIn(grid);
  for (const row of rows) {
    const columns = into.get(row.id);
    if (columns !== undefined) write(columns, row, unpackInstants(row.at).map(placeOf), ofQuarters);
  }
  for (const { id, at, mean } of quarters) {
    const columns = into.get(id);
    if (columns === undefined) continue;
    const found = extremesWithin(grid, unpackInstants(at).toSorted(), byTime(at, mean));
    overwrite(columns.least, found.least);
    overwrite(columns.greatest, found.greatest);
  }
}

function parametersOf(
  spans: readonly DmaSpan[],
  { edges }: SeriesGrid,
  step: number | null,
  includeSuspect: boolean,
): unknown[] {
  const ends = (of: (span: DmaSpan) => number) =>
    instantArray(spans.map((span) => edges[of(span)] ?? 0));
  return [
    spans.map(({ dmaId }) => dmaId),
    ends(({ first }) => first),
    ends(({ end }) => end),
    step,
    // Of a regular grid the ends of the spans say all.
    step === null ? instantArray(edges) : '{}',
    includeSuspect,
  ];
}

function clear(columns: SeriesColumns | undefined, first: number, end: number): void {
  columns?.mean.fill(Number.NaN, first, end);
  columns?.least.fill(Number.NaN, first, end);
  columns?.greatest.fill(Number.NaN, first, end);
}

function write(
  columns: SeriesColumns,
  row: Row,
  places: Float64Array,
  withoutExtremes: boolean,
): void {
  const put = (column: Float64Array, packed: Buffer) => {
    unpackFloats(packed).forEach((value, n) => {
      column[places[n] ?? -1] = value;
    });
  };
  put(columns.mean, row.mean);
  if (columns.least === columns.mean || withoutExtremes) return;
  put(columns.least, row.least ?? row.mean);
  put(columns.greatest, row.greatest ?? row.mean);
}

function byTime(at: Buffer, packed: Buffer): Float64Array {
  const instants = unpackInstants(at);
  const values = unpackFloats(packed);
  const order = Uint32Array.from(values.keys()).toSorted(
    (a, b) => (instants[a] ?? 0) - (instants[b] ?? 0),
  );
  return Float64Array.from(order, (place) => values[place] ?? Number.NaN);
}

function overwrite(column: Float64Array, values: Float64Array): void {
  values.forEach((value, place) => {
    if (!Number.isNaN(value)) column[place] = value;
  });
}

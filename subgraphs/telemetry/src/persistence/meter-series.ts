import { query, type Pool } from '@waris/database';
import {
  bucketsOfUnits,
  emptyUnits,
  type MeterColumns,
  type MeterUnits,
} from '../domain/meter-buckets.ts';
import type { ReadingQuantity } from '../domain/quantity.ts';
import type { SeriesGrid } from '../domain/series-grid.ts';
import { bucketsToCompute, sourceOfMeter, type SeriesSource } from '../domain/series-source.ts';
import { freshMeterSql, storedMeterSql, timeZonesSql } from './meter-series-sql.ts';
import { daysOf, layOutArrays, unpackIntegers } from './packed-arrays.ts';
import { instantArray, unpackFloats, unpackInstants } from './packed-columns.ts';

export type MeterSeriesOptions = { readonly includeSuspect: boolean; readonly extremes: boolean };

/** Series of meters on a dense grid, NaN in gaps. */
export type MeterSeriesRepository = {
  read(
    quantity: ReadingQuantity,
    meterIds: readonly string[],
    grid: SeriesGrid,
    options: MeterSeriesOptions,
  ): Promise<ReadonlyMap<string, MeterColumns>>;
  /** Meters without a DMA are absent. */
  timeZones(meterIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
};

const dayMs = 86_400_000;
const unitMsOf = { READINGS: 300_000, QUARTERS: 900_000, HOURS: 3_600_000 };

/** Roll-ups where they are up to date, all else summed up from the readings: two statements. */
export function createMeterSeriesRepository(pool: Pool): MeterSeriesRepository {
  return {
    read: async (quantity, meterIds, grid, options) => {
      const source = sourceOfMeter(grid.resolution, grid.edges);
      const units = await readUnits(pool, quantity, meterIds, grid, source, options);
      return new Map(Array.from(units, ([id, of]) => [id, bucketsOfUnits(grid, of)]));
    },
    timeZones: async (meterIds) => {
      const { rows } = await query<{ id: string; timeZone: string | null }>(pool, timeZonesSql, [
        meterIds,
      ]);
      return new Map(
        rows.flatMap(({ id, timeZone }) => (timeZone === null ? [] : [[id, timeZone] as const])),
      );
    },
  };
}

type UnitSource = Exclude<SeriesSource, 'DAYS'>;

type StoredRow = {
  readonly id: string;
  readonly pending: Buffer | null;
  readonly places?: Buffer | null;
  readonly flags?: Buffer | null;
} & Partial<Readonly<Record<StoredColumn, Buffer | null>>>;
type StoredColumn = 'sums' | 'counts' | 'least' | 'greatest' | 'soundSums' | 'soundCounts';

async function readUnits(
  pool: Pool,
  quantity: ReadingQuantity,
  meterIds: readonly string[],
  { edges }: SeriesGrid,
  source: UnitSource,
  options: MeterSeriesOptions,
): Promise<ReadonlyMap<string, MeterUnits>> {
  const unitMs = unitMsOf[source];
  const [from, to] = [edges[0] ?? 0, edges.at(-1) ?? 0];
  const { rows } = await query<StoredRow>(pool, storedMeterSql(source), [
    meterIds,
    quantity,
    new Date(from).toISOString().slice(0, 10),
    new Date(to - 1).toISOString().slice(0, 10),
  ]);
  const units = new Map<string, MeterUnits>();
  const spans: { id: string; from: number; to: number }[] = [];
  for (const row of rows) {
    const own = emptyUnits(from, to, unitMs);
    const doubtful = layOut(own, row, source, options);
    units.set(row.id, own);
    const ends = Float64Array.from({ length: own.sums.length + 1 }, (_, n) => from + n * unitMs);
    const facts = { source, pending: daysOf(row.pending), zoneMatches: true, doubtful };
    for (const { first, end } of bucketsToCompute(ends, facts)) {
      clear(own, first, end);
      spans.push({ id: row.id, from: from + first * unitMs, to: from + end * unitMs });
    }
  }
  if (spans.length > 0) {
    const parameters = [
      spans.map(({ id }) => id),
      instantArray(spans.map((span) => span.from)),
      instantArray(spans.map((span) => span.to)),
      unitMs / 1000,
      options.includeSuspect,
    ];
    const fresh = await query<FreshRow>(pool, freshMeterSql(quantity), parameters);
    for (const row of fresh.rows) writeFresh(units.get(row.id), row);
  }
  return units;
}

/** Returns which units the roll-ups do not say all of. */
function layOut(
  units: MeterUnits,
  row: StoredRow,
  source: UnitSource,
  options: MeterSeriesOptions,
): Uint8Array {
  const doubtful = new Uint8Array(units.sums.length);
  if (row.places === undefined || row.places === null) return doubtful;
  const width = dayMs / units.unitMs;
  const places = Array.from(
    unpackIntegers(row.places),
    (day) => (day * dayMs - units.startAt) / units.unitMs,
  );
  const column = (name: StoredColumn) => {
    const values = new Float64Array(units.sums.length).fill(Number.NaN);
    const packed = row[name] ?? null;
    if (packed !== null) layOutArrays(packed, (n) => places[n] ?? -width, values);
    return values;
  };
  const [sums, counts, soundSums, soundCounts] = [
    column('sums'),
    column('counts'),
    column('soundSums'),
    column('soundCounts'),
  ];
  const [least, greatest] = [column('least'), column('greatest')];
  const flags = unpackIntegers(row.flags ?? Buffer.alloc(0));
  places.forEach((first, n) => {
    const flag = flags[n] ?? 0;
    // Quarters of days in the archive are gone; extremes without suspect readings are not kept.
    const unknown =
      (source === 'QUARTERS' && flag >= 2) ||
      (flag % 2 === 1 && options.extremes && !options.includeSuspect);
    for (let n2 = Math.max(0, first); n2 < Math.min(doubtful.length, first + width); n2 += 1) {
      if (unknown) doubtful[n2] = 1;
      writeUnit(units, n2, { sums, counts, soundSums, soundCounts, least, greatest }, options);
    }
  });
  return doubtful;
}

type StoredUnits = Readonly<Record<StoredColumn, Float64Array>>;

/** Where nothing was said of counts and extremes, there is one reading or none. */
function writeUnit(
  units: MeterUnits,
  place: number,
  stored: StoredUnits,
  { includeSuspect }: MeterSeriesOptions,
): void {
  const sum = stored.sums[place] ?? Number.NaN;
  if (Number.isNaN(sum)) return;
  const orElse = (value: number | undefined, other: number) =>
    value === undefined || Number.isNaN(value) ? other : value;
  const count = orElse(stored.counts[place], 1);
  // Both are absent on a day without suspect readings, and only then is the count NaN.
  const soundCount = orElse(stored.soundCounts[place], count);
  units.suspects[place] = count - soundCount;
  const sound = includeSuspect || soundCount === count;
  units.sums[place] = sound ? sum : (stored.soundSums[place] ?? Number.NaN);
  units.counts[place] = sound ? count : soundCount;
  units.least[place] = orElse(stored.least[place], sum);
  units.greatest[place] = orElse(stored.greatest[place], sum);
}

function clear(units: MeterUnits, first: number, end: number): void {
  for (const column of [units.sums, units.least, units.greatest]) column.fill(NaN, first, end);
  for (const column of [units.counts, units.suspects]) column.fill(0, first, end);
}

type FreshRow = {
  readonly id: string;
  readonly at: Buffer;
} & Readonly<Record<'sums' | 'counts' | 'least' | 'greatest' | 'suspects', Buffer>>;

function writeFresh(units: MeterUnits | undefined, row: FreshRow): void {
  if (units === undefined) return;
  const places = unpackInstants(row.at).map((at) => (at - units.startAt) / units.unitMs);
  const put = (column: Float64Array, packed: Buffer) => {
    unpackFloats(packed).forEach((value, n) => {
      column[places[n] ?? -1] = value;
    });
  };
  put(units.sums, row.sums);
  put(units.counts, row.counts);
  put(units.least, row.least);
  put(units.greatest, row.greatest);
  put(units.suspects, row.suspects);
}

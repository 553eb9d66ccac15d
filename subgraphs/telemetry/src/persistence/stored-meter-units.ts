import type { MeterUnits } from '../domain/meter-buckets.ts';
import type { SeriesSource } from '../domain/series-source.ts';
import type { MeterSeriesOptions } from './meter-series.ts';
import { layOutArrays, unpackIntegers } from './packed-arrays.ts';

const dayMs = 86_400_000;

export type UnitSource = Exclude<SeriesSource, 'DAYS'>;

/** A row of `storedMeterSql`. */
export type StoredRow = {
  readonly id: string;
  readonly pending: Buffer | null;
  /** Whether readings of the period lie in the archive. */
  readonly archived: boolean;
  readonly places?: Buffer | null;
  readonly flags?: Buffer | null;
} & Partial<Readonly<Record<StoredColumn, Buffer | null>>>;
type StoredColumn = 'sums' | 'counts' | 'least' | 'greatest' | 'soundSums' | 'soundCounts';

/** Returns which units the roll-ups do not say all of. */
export function layOutStored(
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

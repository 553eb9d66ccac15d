import { isBad, isSuspect } from '../quality/quality-codes.ts';

export const dayMs = 86_400_000;
export const quartersOfDay = 96;
export const hoursOfDay = 24;

/** Sum, count and extremes of what was read in each bucket of a day; NaN where nothing was. */
export type Buckets = {
  readonly sums: Float64Array;
  readonly counts: Uint32Array;
  readonly least: Float64Array;
  readonly greatest: Float64Array;
};

export type Total = {
  readonly sum: number;
  readonly count: number;
  readonly least: number;
  readonly greatest: number;
};

/** The same readings in quarter-hours, hours and as a whole. */
export type Resolutions = {
  readonly quarters: Buckets;
  readonly hours: Buckets;
  readonly day: Total;
};

/** Roll-up of one meter's readings of a day (UTC). */
export type DayRollup = {
  readonly readingCount: number;
  readonly suspectCount: number;
  /** Without bad readings. */
  readonly all: Resolutions;
  /** Without suspect ones either; null when there are none. */
  readonly sound: Resolutions | null;
};

export type DayReadings = {
  /** Milliseconds since 1970, all within the day. */
  readonly at: Float64Array;
  /** NaN where a reading says nothing to be summed: the first of a register. */
  readonly values: Float64Array;
  readonly codes: Uint8Array;
};

/** Sums readings up; nothing here depends on their order. */
export function rollUpDay(startOfDay: number, readings: DayReadings): DayRollup {
  const { codes } = readings;
  const suspectCount = codes.reduce((count, code) => count + (isSuspect(code) ? 1 : 0), 0);
  return {
    readingCount: codes.length,
    suspectCount,
    all: sumUp(startOfDay, readings, (code) => !isBad(code)),
    sound:
      suspectCount === 0
        ? null
        : sumUp(startOfDay, readings, (code) => !isBad(code) && !isSuspect(code)),
  };
}

function sumUp(
  startOfDay: number,
  { at, values, codes }: DayReadings,
  counts: (code: number) => boolean,
): Resolutions {
  const quarters = emptyBuckets(quartersOfDay);
  at.forEach((instant, row) => {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value) || !counts(codes[row] ?? 0)) return;
    const place = Math.floor(((instant - startOfDay) / dayMs) * quartersOfDay);
    add(quarters, place, { sum: value, count: 1, least: value, greatest: value });
  });
  const hours = coarser(quarters, hoursOfDay);
  return { quarters, hours, day: totalOf(hours) };
}

function emptyBuckets(length: number): Buckets {
  const empty = () => new Float64Array(length).fill(Number.NaN);
  return { sums: empty(), counts: new Uint32Array(length), least: empty(), greatest: empty() };
}

function add(buckets: Buckets, place: number, { sum, count, least, greatest }: Total): void {
  const first = buckets.counts[place] === 0;
  buckets.sums[place] = first ? sum : (buckets.sums[place] ?? 0) + sum;
  buckets.least[place] = first ? least : Math.min(buckets.least[place] ?? least, least);
  buckets.greatest[place] = first ? greatest : Math.max(buckets.greatest[place] ?? 0, greatest);
  buckets.counts[place] = (buckets.counts[place] ?? 0) + count;
}

function coarser(fine: Buckets, length: number): Buckets {
  const buckets = emptyBuckets(length);
  fine.counts.forEach((count, place) => {
    if (count === 0) return;
    const whole = Math.floor((place * length) / fine.counts.length);
    add(buckets, whole, bucketOf(fine, place));
  });
  return buckets;
}

function totalOf(buckets: Buckets): Total {
  return bucketOf(coarser(buckets, 1), 0);
}

function bucketOf({ sums, counts, least, greatest }: Buckets, place: number): Total {
  return {
    sum: sums[place] ?? Number.NaN,
    count: counts[place] ?? 0,
    least: least[place] ?? Number.NaN,
    greatest: greatest[place] ?? Number.NaN,
  };
}

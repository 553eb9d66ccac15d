import { isBad, isSuspect } from './quality/quality-codes.ts';
import { bucketCount, type SeriesGrid } from './series-grid.ts';
import type { SeriesColumns } from './series-values.ts';

/** Readings summed up in buckets of one length, dense from an instant on. */
export type MeterUnits = {
  readonly startAt: number;
  readonly unitMs: number;
  /** NaN where nothing counts. */
  readonly sums: Float64Array;
  readonly counts: Float64Array;
  readonly least: Float64Array;
  readonly greatest: Float64Array;
  readonly suspects: Float64Array;
};

export type MeterColumns = SeriesColumns & {
  readonly sum: Float64Array;
  readonly suspects: Float64Array;
};

export function emptyUnits(startAt: number, endAt: number, unitMs: number): MeterUnits {
  const length = Math.max(0, Math.round((endAt - startAt) / unitMs));
  const column = (value: number) => new Float64Array(length).fill(value);
  return {
    startAt,
    unitMs,
    sums: column(Number.NaN),
    counts: column(0),
    least: column(Number.NaN),
    greatest: column(Number.NaN),
    suspects: column(0),
  };
}

/** Puts units together to the buckets of a grid, each of which is a whole number of them. */
export function bucketsOfUnits(grid: SeriesGrid, units: MeterUnits): MeterColumns {
  const empty = () => new Float64Array(bucketCount(grid)).fill(Number.NaN);
  const out = { mean: empty(), sum: empty(), least: empty(), greatest: empty() };
  const suspects = new Float64Array(bucketCount(grid));
  for (let bucket = 0; bucket < suspects.length; bucket += 1) {
    const placeOf = (edge: number | undefined) =>
      Math.round(((edge ?? units.startAt) - units.startAt) / units.unitMs);
    let [sum, count, least, greatest] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let n = placeOf(grid.edges[bucket]); n < placeOf(grid.edges[bucket + 1]); n += 1) {
      suspects[bucket] = (suspects[bucket] ?? 0) + (units.suspects[n] ?? 0);
      const several = units.counts[n] ?? 0;
      if (several === 0) continue;
      count += several;
      sum += units.sums[n] ?? 0;
      least = Math.min(least, units.least[n] ?? least);
      greatest = Math.max(greatest, units.greatest[n] ?? greatest);
    }
    if (count === 0) continue;
    out.sum[bucket] = sum;
    out.mean[bucket] = sum / count;
    out.least[bucket] = least;
    out.greatest[bucket] = greatest;
  }
  return { ...out, suspects };
}

type CodedReadings = {
  readonly at: Float64Array;
  readonly values: Float64Array;
  readonly codes: Uint8Array;
};

/** Adds the readings within the spans to the units, which hold nothing else there. */
export function addReadings(
  units: MeterUnits,
  { at, values, codes }: CodedReadings,
  spans: readonly { readonly from: number; readonly to: number }[],
  includeSuspect: boolean,
): void {
  at.forEach((instant, row) => {
    const code = codes[row] ?? 0;
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value) || isBad(code)) return;
    if (!spans.some(({ from, to }) => instant >= from && instant < to)) return;
    const n = Math.floor((instant - units.startAt) / units.unitMs);
    if (isSuspect(code)) units.suspects[n] = (units.suspects[n] ?? 0) + 1;
    if (isSuspect(code) && !includeSuspect) return;
    const first = units.counts[n] === 0;
    units.counts[n] = (units.counts[n] ?? 0) + 1;
    units.sums[n] = first ? value : (units.sums[n] ?? 0) + value;
    units.least[n] = first ? value : Math.min(units.least[n] ?? value, value);
    units.greatest[n] = first ? value : Math.max(units.greatest[n] ?? value, value);
  });
}

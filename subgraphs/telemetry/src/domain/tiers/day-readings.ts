import type { ReadingQuantity } from '../quantity.ts';

/** All readings of a meter and day (UTC), whichever tier they lie in. Columns of equal length. */
export type DayReadings = {
  readonly meterId: string;
  /** Days since 1970. */
  readonly day: number;
  /** Microseconds since 1970, ascending. */
  readonly at: Float64Array;
  /** In the stored unit; NaN where nothing but other columns was read. */
  readonly values: Float64Array;
  /** The columns of `moreColumns`, NaN where there is nothing; null when there is nothing at all. */
  readonly second: Float64Array | null;
  readonly third: Float64Array | null;
  readonly quality: Float64Array;
  readonly qualityCodes: Float64Array;
  /** 1 where it was read by itself, and 1 where it counts; null when never, and when always. */
  readonly automatic: Float64Array | null;
  readonly valid: Float64Array | null;
  /** One for all, or one each. */
  readonly dmaIds: readonly (string | null)[];
  readonly sources: readonly string[];
  /** Microseconds since 1970; of the times between nothing is kept. */
  readonly firstReceivedAt: number;
  readonly lastReceivedAt: number;
};

export const quantityCode = { FLOW: 1, PRESSURE: 2, REGISTER: 3 } as const;

export const allQuantities = ['FLOW', 'PRESSURE', 'REGISTER'] as const;

/** What a row of each quantity holds beside its value. */
export const moreColumns: Readonly<Record<ReadingQuantity, readonly string[]>> = {
  FLOW: ['cumulative_m3'],
  PRESSURE: ['least_pressure_m', 'greatest_pressure_m'],
  REGISTER: ['consumption_m3'],
};

export const dayMicros = 86_400_000_000;

/** True when they are the same readings, to the bit. */
export function sameReadings(a: DayReadings, b: DayReadings): boolean {
  return (
    a.meterId === b.meterId &&
    a.day === b.day &&
    sameNumbers(a.at, b.at) &&
    sameNumbers(a.values, b.values) &&
    sameNumbers(a.second, b.second) &&
    sameNumbers(a.third, b.third) &&
    sameNumbers(a.quality, b.quality) &&
    sameNumbers(a.qualityCodes, b.qualityCodes) &&
    sameNumbers(a.automatic, b.automatic) &&
    sameNumbers(a.valid, b.valid) &&
    sameTexts(a.dmaIds, b.dmaIds) &&
    sameTexts(a.sources, b.sources) &&
    a.firstReceivedAt === b.firstReceivedAt &&
    a.lastReceivedAt === b.lastReceivedAt
  );
}

function sameNumbers(a: Float64Array | null, b: Float64Array | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}

function sameTexts(a: readonly (string | null)[], b: readonly (string | null)[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

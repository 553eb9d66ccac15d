import { dayMicros, type DayReadings } from './day-readings.ts';

/** Where the readings of a day stand: on a grid, or each at an offset of its own. */
export type Places = {
  readonly phaseMs: number;
  /** Null: `offsetsMs` has the place of each reading. */
  readonly intervalMs: number | null;
  readonly offsetsMs: readonly number[] | null;
  /** The place of each reading, from 0, and how many places there are. */
  readonly placeOf: readonly number[];
  readonly count: number;
};

// An empty place costs a bit where an offset costs four bytes.
const placesPerReading = 8;
/** Places are counted in sixteen bits. */
const mostPlaces = 32_767;

/**
 * The places of a day; null when its instants are not whole milliseconds or too many. `gaps` says
 * whether a place without a reading can be told from one without a value.
 */
export function placesOf({ at, day }: DayReadings, gaps: boolean): Places | null {
  const offsets = Array.from(at, (instant) => (instant - day * dayMicros) / 1000);
  if (offsets.length > mostPlaces || !offsets.every(Number.isInteger)) return null;
  const first = offsets[0] ?? 0;
  const interval = offsets.reduce((common, offset) => divide(common, offset - first), 0);
  const phaseMs = interval === 0 ? first : first % interval;
  const intervalMs = interval === 0 ? 86_400_000 : interval;
  const placeOf = offsets.map((offset) => (offset - phaseMs) / intervalMs);
  const count = (placeOf.at(-1) ?? -1) + 1;
  // Grids are whole seconds: others come about by chance, and each needs a header of its own.
  const fits =
    intervalMs % 1000 === 0 && count <= mostPlaces && count <= placesPerReading * offsets.length;
  if (fits && gaps) {
    return { phaseMs, intervalMs, offsetsMs: null, placeOf, count };
  }
  return {
    phaseMs: 0,
    intervalMs: null,
    offsetsMs: offsets,
    placeOf: offsets.map((_, place) => place),
    count: offsets.length,
  };
}

function divide(a: number, b: number): number {
  return b === 0 ? a : divide(b, a % b);
}

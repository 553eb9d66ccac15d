import { offsetAt } from '@waris/local-time';
import { bucketCount, placesIn, type SeriesGrid } from './series-grid.ts';

/** What stands in the gaps of a series. */
export type SeriesFill = 'NONE' | 'LINEAR' | 'LAST' | 'SAME_HOUR';

export type Filled = {
  readonly values: Float64Array;
  /** Places that were gaps, ascending. */
  readonly filled: readonly number[];
};

const weekMs = 7 * 86_400_000;
const weeksBack = 4;

/** How much of the past a fill looks at before the period. */
export const fillMs: Readonly<Record<SeriesFill, number>> = {
  NONE: 0,
  LINEAR: 0,
  LAST: 0,
  SAME_HOUR: weeksBack * weekMs,
};

/**
 * Fills the gaps of the buckets that start before `until`: with the line between the values on
 * either side, the value before, or the median of the same local time of the four weeks before.
 * What has no such value stays a gap; values that are there stay as they are.
 */
export function fillGaps(
  grid: SeriesGrid,
  values: Float64Array,
  fill: SeriesFill,
  until: number,
): Filled {
  const starts = grid.edges.subarray(0, bucketCount(grid));
  const filler = fillers[fill](grid, values);
  const out = values.slice();
  const filled: number[] = [];
  for (let place = 0; place < values.length; place += 1) {
    if (!Number.isNaN(values[place]) || (starts[place] ?? until) >= until) continue;
    const value = filler(place);
    if (Number.isNaN(value)) continue;
    out[place] = value;
    filled.push(place);
  }
  return { values: out, filled };
}

type Filler = (place: number) => number;

/** Each sees the real values alone: nothing is filled from what was filled. */
const fillers: Readonly<Record<SeriesFill, (grid: SeriesGrid, values: Float64Array) => Filler>> = {
  NONE: () => () => Number.NaN,
  LAST: (_grid, values) => {
    const { before } = neighbours(values);
    return (place) => values[before[place] ?? -1] ?? Number.NaN;
  },
  LINEAR: ({ edges }, values) => {
    const { before, after } = neighbours(values);
    return (place) => {
      const [a, b] = [before[place] ?? -1, after[place] ?? -1];
      const [from, to] = [values[a] ?? Number.NaN, values[b] ?? Number.NaN];
      const [start, end, at] = [edges[a] ?? 0, edges[b] ?? 0, edges[place] ?? 0];
      return from + ((to - from) * (at - start)) / (end - start);
    };
  },
  SAME_HOUR: (grid, values) => {
    const placeOf = placesIn(grid);
    return (place) => {
      const past = sameTimes(grid, place)
        .map((at) => values[placeOf(at)] ?? Number.NaN)
        .filter((value) => !Number.isNaN(value));
      return median(past);
    };
  },
};

/** For each place the nearest one with a value on either side; -1 without any. */
function neighbours(values: Float64Array): { before: Int32Array; after: Int32Array } {
  const before = new Int32Array(values.length);
  const after = new Int32Array(values.length);
  let near = -1;
  for (let place = 0; place < values.length; place += 1) {
    if (!Number.isNaN(values[place])) near = place;
    before[place] = near;
  }
  near = -1;
  for (let place = values.length - 1; place >= 0; place -= 1) {
    if (!Number.isNaN(values[place])) near = place;
    after[place] = near;
  }
  return { before, after };
}

/** When the local clock showed the same time of the same weekday in the weeks before. */
function sameTimes({ edges, timeZone, resolution }: SeriesGrid, place: number): readonly number[] {
  const at = edges[place] ?? 0;
  const offset = offsetAt(at, timeZone);
  const lengthMs = (edges[place + 1] ?? at) - at;
  return Array.from({ length: weeksBack }, (_, n) => {
    const past = at - (n + 1) * weekMs;
    const same = past + offset - offsetAt(past, timeZone);
    // Clocks that change by half an hour lie across hours; their days start at midnight again.
    return resolution === 'DAY' ? same : Math.floor(same / lengthMs) * lengthMs;
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

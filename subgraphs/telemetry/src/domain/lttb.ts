/**
 * Which points of a series to show so that it looks the same: largest triangle three buckets
 * (Steinarsson 2013), of the points that have a value, and in any case the first, the last, the
 * least and the greatest of them. The longest gaps stay visible by one point of theirs each, of
 * which there are at most a quarter of `count`.
 * Returns places in ascending order: all when there are no more than `count`.
 */
export function sampledPlaces(at: Float64Array, values: Float64Array, count: number): Uint32Array {
  if (values.length <= count) return Uint32Array.from(values.keys());
  // Four are for the ends and the extremes.
  const gaps = longestGaps(values, Math.min(Math.floor(count / 4), count - 4));
  const present = Uint32Array.from(values.keys()).filter((place) => !isGap(values, place));
  const kept = triangles(at, values, present, count - gaps.length);
  return Uint32Array.from([...kept, ...gaps]).toSorted();
}

const isGap = (values: Float64Array, place: number) => Number.isNaN(values[place]);

/** The first place of each of the longest runs without a value. */
function longestGaps(values: Float64Array, most: number): readonly number[] {
  const runs: { start: number; length: number }[] = [];
  for (let place = 0; place < values.length; place += 1) {
    if (!isGap(values, place)) continue;
    const start = place;
    while (place < values.length && isGap(values, place)) place += 1;
    runs.push({ start, length: place - start });
  }
  const longest = runs.toSorted((a, b) => b.length - a.length || a.start - b.start);
  return longest.slice(0, most).map(({ start }) => start);
}

/** With the extremes, which the triangles may pass over: then they have two places fewer. */
function triangles(
  at: Float64Array,
  values: Float64Array,
  present: Uint32Array,
  count: number,
): ReadonlySet<number> {
  if (present.length <= count) return new Set(present);
  const extremes = extremesOf(values, present);
  for (let spare = 0; ; spare += 1) {
    const picked = new Set([...largestTriangles(at, values, present, count - spare), ...extremes]);
    if (picked.size <= count) return picked;
  }
}

function extremesOf(values: Float64Array, present: Uint32Array): readonly number[] {
  let [least, greatest] = [present[0] ?? 0, present[0] ?? 0];
  for (const place of present) {
    if (valueAt(values, place) < valueAt(values, least)) least = place;
    if (valueAt(values, place) > valueAt(values, greatest)) greatest = place;
  }
  return [least, greatest];
}

function largestTriangles(
  at: Float64Array,
  values: Float64Array,
  present: Uint32Array,
  count: number,
): readonly number[] {
  const last = present.length - 1;
  if (count < 2) return count < 1 ? [] : [present[0] ?? 0];
  const picked = [present[0] ?? 0];
  const width = (last - 1) / Math.max(1, count - 2);
  // Of each slice between the ends the point that is farthest from the line between the one
  // picked before and the middle of the slice after.
  for (let slice = 0; slice < count - 2; slice += 1) {
    const from = 1 + Math.floor(slice * width);
    const to = Math.max(from + 1, 1 + Math.floor((slice + 1) * width));
    const nextTo = slice === count - 3 ? last + 1 : 1 + Math.floor((slice + 2) * width);
    const middle = middleOf(at, values, present.subarray(to, Math.max(to + 1, nextTo)));
    picked.push(farthest(at, values, present.subarray(from, to), picked.at(-1) ?? 0, middle));
  }
  picked.push(present[last] ?? 0);
  return picked;
}

type Point = { readonly at: number; readonly value: number };

function middleOf(at: Float64Array, values: Float64Array, places: Uint32Array): Point {
  let [sumAt, sum] = [0, 0];
  for (const place of places) {
    sumAt += valueAt(at, place);
    sum += valueAt(values, place);
  }
  const count = Math.max(1, places.length);
  return { at: sumAt / count, value: sum / count };
}

function farthest(
  at: Float64Array,
  values: Float64Array,
  places: Uint32Array,
  before: number,
  middle: Point,
): number {
  const [x, y] = [valueAt(at, before), valueAt(values, before)];
  let best = places[0] ?? before;
  let largest = -1;
  for (const place of places) {
    const area = Math.abs(
      (x - middle.at) * (valueAt(values, place) - y) -
        (x - valueAt(at, place)) * (middle.value - y),
    );
    if (area > largest) [best, largest] = [place, area];
  }
  return best;
}

const valueAt = (column: Float64Array, place: number) => column[place] ?? Number.NaN;

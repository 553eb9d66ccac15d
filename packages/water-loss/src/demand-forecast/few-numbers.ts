/** Room for a handful of numbers that is used again and again: no copies where they are many. */
export type FewNumbers = { readonly values: Float64Array; count: number };

export function roomFor(most: number): FewNumbers {
  return { values: new Float64Array(most), count: 0 };
}

export function put(few: FewNumbers, value: number): void {
  few.values[few.count] = value;
  few.count += 1;
}

/** Mean of the first ones, of all when there are fewer; NaN of none. */
export function meanOfFirst({ values, count }: FewNumbers, most: number): number {
  const last = Math.min(most, count);
  let sum = 0;
  for (let index = 0; index < last; index += 1) sum += values[index] ?? 0;
  return sum / last;
}

/** Mean of all, the first one weighing most and each `decay` of the one before; NaN of none. */
export function fadingMeanOf({ values, count }: FewNumbers, decay: number): number {
  let sum = 0;
  let total = 0;
  let weight = 1;
  for (let index = 0; index < count; index += 1) {
    sum += weight * (values[index] ?? 0);
    total += weight;
    weight *= decay;
  }
  return sum / total;
}

/** The median; NaN of none. Puts the numbers in order. */
export function sortToMedian({ values, count }: FewNumbers): number {
  if (count === 0) return Number.NaN;
  // By insertion: of so few numbers the fastest.
  for (let index = 1; index < count; index += 1) {
    const value = values[index] ?? 0;
    let place = index - 1;
    while (place >= 0 && (values[place] ?? 0) > value) {
      values[place + 1] = values[place] ?? 0;
      place -= 1;
    }
    values[place + 1] = value;
  }
  const middle = count >> 1;
  const above = values[middle] ?? 0;
  return count % 2 === 1 ? above : ((values[middle - 1] ?? 0) + above) / 2;
}

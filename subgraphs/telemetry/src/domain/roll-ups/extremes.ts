/** Least and greatest value of each of `count` equal parts of a column; NaN where it has none. */
export function extremesOf(values: Float64Array, count: number) {
  const least = new Float64Array(count).fill(Number.NaN);
  const greatest = new Float64Array(count).fill(Number.NaN);
  values.forEach((value, place) => {
    if (Number.isNaN(value)) return;
    const part = Math.floor((place * count) / values.length);
    // Comparisons with NaN are false: the first value of a part is taken.
    if (!((least[part] ?? Number.NaN) <= value)) least[part] = value;
    if (!((greatest[part] ?? Number.NaN) >= value)) greatest[part] = value;
  });
  return { least, greatest };
}

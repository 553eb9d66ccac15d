import { STEPS_PER_DAY } from '../calendar.ts';

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean of 02:00 to 04:00 of each day; NaN where a value is missing. */
export function nights(column: Float64Array): number[] {
  const days = Math.floor(column.length / STEPS_PER_DAY);
  return Array.from({ length: days }, (_, day) =>
    mean([...column.subarray(day * STEPS_PER_DAY + 8, day * STEPS_PER_DAY + 16)]),
  );
}

/** Pearson's r over the pairs that are both known. */
export function correlation(xs: readonly number[], ys: readonly number[]): number {
  const pairs = xs.flatMap((x, index) => {
    const y = ys[index] ?? Number.NaN;
    return Number.isNaN(x) || Number.isNaN(y) ? [] : [{ x, y }];
  });
  const meanX = mean(pairs.map(({ x }) => x));
  const meanY = mean(pairs.map(({ y }) => y));
  const sum = (of: (pair: { x: number; y: number }) => number): number =>
    pairs.reduce((total, pair) => total + of(pair), 0);
  return (
    sum(({ x, y }) => (x - meanX) * (y - meanY)) /
    Math.sqrt(sum(({ x }) => (x - meanX) ** 2) * sum(({ y }) => (y - meanY) ** 2))
  );
}

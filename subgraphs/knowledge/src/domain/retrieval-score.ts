/** Grade of each relevant id; what is not named has grade 0. */
export type Judgements = ReadonlyMap<string, number>;

/**
 * Normalised discounted cumulative gain of the first ten: the sum of grade / log2(rank + 1),
 * relative to the best possible order. Null when nothing is relevant.
 */
export function ndcgAt10(ranking: readonly string[], judgements: Judgements): number | null {
  const ideal = gain([...judgements.values()].toSorted((a, b) => b - a));
  if (ideal === 0) return null;
  return gain(ranking.map((id) => judgements.get(id) ?? 0)) / ideal;
}

function gain(grades: readonly number[]): number {
  return grades
    .slice(0, 10)
    .reduce((total, grade, index) => total + grade / Math.log2(index + 2), 0);
}

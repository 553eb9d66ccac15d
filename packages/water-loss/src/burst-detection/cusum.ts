/** One side of a CUSUM: the sum and the scores since it last was zero. */
export type Cusum = { sum: number; scores: { day: number; score: number }[] };

export function emptyCusum(): Cusum {
  return { sum: 0, scores: [] };
}

/**
 * Adds a day's score: S = max(0, S + min(z, greatest) − k) (Page 1954). `cusum` is changed.
 * Returns the new sum.
 */
export function addScore(
  cusum: Cusum,
  day: number,
  score: number,
  { slack, greatest }: { slack: number; greatest: number },
): number {
  cusum.sum = Math.max(0, cusum.sum + Math.min(score, greatest) - slack);
  if (cusum.sum === 0) cusum.scores = [];
  else cusum.scores.push({ day, score });
  return cusum.sum;
}

/** Gives up an excursion of more than `days` days: no alarm came of it, so it is the new usual. */
export function giveUpAfter(cusum: Cusum, days: number): void {
  if (cusum.scores.length <= days) return;
  cusum.sum = 0;
  cusum.scores = [];
}

/** The first day after which the scores are most likely raised: greatest (Σz)²/n to the end. */
export function changePoint(cusum: Cusum): number | null {
  let best: number | null = null;
  let greatest = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let count = 0;
  for (const { day, score } of cusum.scores.toReversed()) {
    sum += score;
    count += 1;
    const gain = sum > 0 ? (sum * sum) / count : 0;
    if (gain > greatest) [best, greatest] = [day, gain];
  }
  return best;
}

import type { PressureDay } from './pressure-day.ts';
import { median } from './robust-statistics.ts';

// Gauges resolve a centimetre; a day's mean is good to some millimetres.
const leastErrorM = 0.002;

/**
 * How far each sensor lies above what its fellows say it should be, in standard deviations: for
 * each other sensor that follows it closely (r² at least `leastR2`) a regression on the reference
 * days, its residual on `day`, and the median over the fellows. The idea of LILA (Daniel et al.,
 * BattLeDIM 2020), which regresses pairs of pressures and looks at the most affected sensor; here
 * the pairs are summed up by the median. 0 where there is no fellow.
 */
export function pairScores(
  reference: readonly PressureDay[],
  day: PressureDay,
  leastR2: number,
): number[] {
  const complete = reference.filter(({ means }) => !means.includes(null));
  const count = day.means.length;
  const days = complete.length;
  if (days < 2) return Array.from({ length: count }, () => 0);
  const dayMeans = complete.map(({ means }) => Float64Array.from(means, Number));
  const means = meanOf(dayMeans, count);
  const products = pooledProducts(complete, dayMeans, means);
  // The mean and the slope were fitted on these few days: a new day errs by more than they show.
  const inflation = (1 + 2 / days) * Math.sqrt(1 + 2 / days);
  return Array.from({ length: count }, (_, i) => {
    const scores: number[] = [];
    const observed = day.means[i] ?? null;
    const meanI = means[i] ?? 0;
    if (observed === null) return 0;
    for (let j = 0; j < count; j += 1) {
      const fellow = day.means[j] ?? null;
      const cross = products[i * count + j] ?? 0;
      const squareJ = products[j * count + j] ?? 0;
      const squareI = products[i * count + i] ?? 0;
      if (j === i || fellow === null || !(squareJ > 0 && squareI > 0)) continue;
      if (cross * cross < leastR2 * squareI * squareJ) continue;
      const slope = cross / squareJ;
      const meanJ = means[j] ?? 0;
      let squares = 0;
      for (const values of dayMeans) {
        squares += ((values[i] ?? 0) - meanI - slope * ((values[j] ?? 0) - meanJ)) ** 2;
      }
      const error = Math.sqrt(squares / (days - 1)) * inflation + leastErrorM;
      scores.push((observed - meanI - slope * (fellow - meanJ)) / error);
    }
    return median(scores) ?? 0;
  });
}

function meanOf(rows: readonly Float64Array[], count: number): Float64Array {
  const means = new Float64Array(count);
  for (const row of rows) {
    for (let i = 0; i < count; i += 1) means[i] = (means[i] ?? 0) + (row[i] ?? 0) / rows.length;
  }
  return means;
}

// Products about the mean of all days: those within the days, and those between them.
function pooledProducts(
  days: readonly PressureDay[],
  dayMeans: readonly Float64Array[],
  means: Float64Array,
): Float64Array {
  const count = means.length;
  const pooled = new Float64Array(count * count);
  for (const [index, { products }] of days.entries()) {
    const row = dayMeans[index];
    for (let i = 0; i < count; i += 1) {
      const deviation = (row?.[i] ?? 0) - (means[i] ?? 0);
      for (let j = 0; j < count; j += 1) {
        const at = i * count + j;
        const between = deviation * ((row?.[j] ?? 0) - (means[j] ?? 0));
        pooled[at] = (pooled[at] ?? 0) + (products[at] ?? 0) + between;
      }
    }
  }
  return pooled;
}

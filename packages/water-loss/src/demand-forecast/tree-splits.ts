import { binCount } from './column-bins.ts';
import { placeOf, type Histograms } from './tree-histograms.ts';

/** A column and the last of its bins that goes left. */
export type Split = { readonly column: number; readonly bin: number };

const leastLeafRows = 100;
/** Rows that pull the mean of a leaf to 0. */
export const shrinkage = 50;

// What is better by less is a tie and goes to the first: the last bits of a sum must not decide.
const tie = 1 + 1e-6;

/** Sends every row to the left. */
const noSplit: Split = { column: 0, bin: binCount };

/** The split of each node that explains most; where none explains anything, all rows go left. */
export function bestSplits(histograms: Histograms): readonly Split[] {
  const { nodeCount, sums } = histograms;
  const columns = sums.length / (nodeCount * binCount);
  return Array.from({ length: nodeCount }, (_, node) => {
    let best: Split = noSplit;
    let gain = 0;
    for (let column = 0; column < columns; column += 1) {
      const cut = bestCut(histograms, placeOf(nodeCount, column, node));
      if (cut.gain <= gain * tie) continue;
      gain = cut.gain;
      best = { column, bin: cut.bin };
    }
    return best;
  });
}

function bestCut({ sums, counts }: Histograms, from: number): { bin: number; gain: number } {
  let total = 0;
  let rows = 0;
  for (let cell = from; cell < from + binCount; cell += 1) {
    total += sums[cell] ?? 0;
    rows += counts[cell] ?? 0;
  }
  const unsplit = total ** 2 / (rows + shrinkage);
  const best = { bin: 0, gain: 0 };
  let left = 0;
  let leftRows = 0;
  for (let bin = 0; bin < binCount - 1; bin += 1) {
    left += sums[from + bin] ?? 0;
    leftRows += counts[from + bin] ?? 0;
    if (leftRows < leastLeafRows) continue;
    if (rows - leftRows < leastLeafRows) break;
    const gain =
      left ** 2 / (leftRows + shrinkage) +
      (total - left) ** 2 / (rows - leftRows + shrinkage) -
      unsplit;
    if (gain > best.gain * tie) {
      best.bin = bin;
      best.gain = gain;
    }
  }
  return best;
}

import { binColumns, type BinnedColumns } from './column-bins.ts';
import { at, medianOf } from './numbers.ts';
import type { TrainingRows } from './robust-ridge.ts';

const trees = 40;
const depth = 4;
const learningRate = 0.1;
const leastLeafRows = 100;
const shrinkage = 50;

/** A level-wise tree: per level and node a column and the last bin that goes left. */
type Tree = { readonly splits: readonly (readonly Split[])[]; readonly leaves: Float64Array };
type Split = { readonly column: number; readonly bin: number; readonly gain: number };
const noSplit: Split = { column: -1, bin: 0, gain: 0 };

export type BoostedTrees = (features: ArrayLike<number>, offset: number) => number;

/**
 * Gradient-boosted trees on binned columns (Friedman 2001, with histograms): deterministic, no
 * sampling. Targets beyond four median sizes are cut: a burst must not teach the forecast.
 */
export function fitBoostedTrees(rows: TrainingRows): BoostedTrees {
  const bins = binColumns(rows);
  const limit = 4 * medianOf(Array.from(rows.targets, Math.abs));
  const residuals = rows.targets.map((target) => Math.max(-limit, Math.min(limit, target)));
  const grown: Tree[] = [];
  for (let tree = 0; tree < trees; tree += 1) grown.push(growTree(bins, residuals));
  const row = new Uint8Array(rows.width);
  return (features, offset) => {
    for (let column = 0; column < rows.width; column += 1) {
      row[column] = bins.binOf(column, at(features, offset + column));
    }
    return grown.reduce((sum, { splits, leaves }) => sum + at(leaves, leafOf(splits, row)), 0);
  };
}

function leafOf(splits: Tree['splits'], row: Uint8Array): number {
  return splits.reduce((node, level) => {
    const { column, bin } = level[node] ?? noSplit;
    return node * 2 + (column >= 0 && at(row, column) > bin ? 1 : 0);
  }, 0);
}

/** Grows one tree and takes what it explains off the residuals. */
function growTree(bins: BinnedColumns, residuals: Float64Array): Tree {
  const nodes = new Uint8Array(residuals.length);
  const splits: Split[][] = [];
  for (let level = 0; level < depth; level += 1) {
    const best = bestSplits(bins, residuals, nodes, 2 ** level);
    splits.push(best);
    for (let row = 0; row < nodes.length; row += 1) {
      const node = nodes[row] ?? 0;
      const { column, bin } = best[node] ?? noSplit;
      const goesRight = (bins.columns[column]?.[row] ?? 0) > bin;
      nodes[row] = node * 2 + (goesRight ? 1 : 0);
    }
  }
  const sums = new Float64Array(2 ** depth);
  const counts = new Float64Array(2 ** depth);
  for (let row = 0; row < nodes.length; row += 1) {
    const node = nodes[row] ?? 0;
    sums[node] = (sums[node] ?? 0) + (residuals[row] ?? 0);
    counts[node] = (counts[node] ?? 0) + 1;
  }
  const leaves = sums.map((sum, leaf) => (learningRate * sum) / ((counts[leaf] ?? 0) + shrinkage));
  for (let row = 0; row < nodes.length; row += 1) {
    residuals[row] = (residuals[row] ?? 0) - (leaves[nodes[row] ?? 0] ?? 0);
  }
  return { splits, leaves };
}

function bestSplits(
  bins: BinnedColumns,
  residuals: Float64Array,
  nodes: Uint8Array,
  nodeCount: number,
): Split[] {
  const best: Split[] = Array.from({ length: nodeCount }, () => noSplit);
  for (const [column, cells] of bins.columns.entries()) {
    const sums = new Float64Array(nodeCount * bins.count);
    const counts = new Float64Array(nodeCount * bins.count);
    for (let row = 0; row < cells.length; row += 1) {
      const cell = (nodes[row] ?? 0) * bins.count + (cells[row] ?? 0);
      sums[cell] = (sums[cell] ?? 0) + (residuals[row] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    for (let node = 0; node < nodeCount; node += 1) {
      const from = node * bins.count;
      const split = bestCut(
        sums.subarray(from, from + bins.count),
        counts.subarray(from, from + bins.count),
      );
      if (split.gain > (best[node]?.gain ?? 0)) best[node] = { ...split, column };
    }
  }
  return best;
}

function bestCut(sums: Float64Array, counts: Float64Array): { bin: number; gain: number } {
  const total = sums.reduce((sum, value) => sum + value, 0);
  const rows = counts.reduce((sum, value) => sum + value, 0);
  const unsplit = total ** 2 / (rows + shrinkage);
  let best = { bin: 0, gain: 0 };
  let left = 0;
  let leftRows = 0;
  for (let bin = 0; bin < sums.length - 1; bin += 1) {
    left += at(sums, bin);
    leftRows += at(counts, bin);
    if (leftRows < leastLeafRows) continue;
    if (rows - leftRows < leastLeafRows) break;
    const gain =
      left ** 2 / (leftRows + shrinkage) +
      (total - left) ** 2 / (rows - leftRows + shrinkage) -
      unsplit;
    if (gain > best.gain) best = { bin, gain };
  }
  return best;
}

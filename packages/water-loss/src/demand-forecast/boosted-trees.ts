import { binColumns, type BinnedColumns } from './column-bins.ts';
import { medianOf } from './numbers.ts';
import type { TrainingRows } from './robust-ridge.ts';
import { childHistograms, rootHistograms } from './tree-histograms.ts';
import { bestSplits, shrinkage } from './tree-splits.ts';

const treeCount = 40;
const depth = 4;
const leafCount = 2 ** depth;
const learningRate = 0.1;

/** Level-wise trees, one after the other: the splits of each from the root down, then its leaves. */
type Trees = {
  readonly columns: Uint8Array;
  readonly bins: Uint8Array;
  readonly leaves: Float64Array;
};

export type BoostedTrees = (features: Float64Array, offset: number) => number;

/**
 * Gradient-boosted trees on binned columns (Friedman 2001, with histograms): deterministic, no
 * sampling. Targets beyond four median sizes are cut: a burst must not teach the forecast.
 */
export function fitBoostedTrees(rows: TrainingRows): BoostedTrees {
  const bins = binColumns(rows);
  const limit = 4 * medianOf(Array.from(rows.targets, Math.abs));
  const residuals = rows.targets.map((target) => Math.max(-limit, Math.min(limit, target)));
  const trees: Trees = {
    columns: new Uint8Array(treeCount * leafCount),
    bins: new Uint8Array(treeCount * leafCount),
    leaves: new Float64Array(treeCount * leafCount),
  };
  for (let tree = 0; tree < treeCount; tree += 1) {
    growTree(bins, residuals, trees, tree * leafCount);
  }
  const row = new Uint8Array(rows.width);
  return (features, offset) => {
    for (let column = 0; column < rows.width; column += 1) {
      row[column] = bins.binOf(column, features[offset + column] ?? Number.NaN);
    }
    return sumOf(trees, row);
  };
}

// The splits of a level follow those of the level above: node 1 is the root, 2 and 3 its children.
function sumOf({ columns, bins, leaves }: Trees, row: Uint8Array): number {
  let sum = 0;
  for (let from = 0; from < leaves.length; from += leafCount) {
    let node = 1;
    for (let level = 0; level < depth; level += 1) {
      const split = from + node;
      const goesRight = (row[columns[split] ?? 0] ?? 0) > (bins[split] ?? 0);
      node = 2 * node + (goesRight ? 1 : 0);
    }
    sum += leaves[from + node - leafCount] ?? 0;
  }
  return sum;
}

/** Grows one tree and takes what it explains off the residuals. */
function growTree(bins: BinnedColumns, residuals: Float64Array, trees: Trees, from: number): void {
  const nodes = new Uint8Array(residuals.length);
  let histograms = rootHistograms(bins, residuals);
  for (let level = 0; level < depth; level += 1) {
    if (level > 0) histograms = childHistograms(bins, residuals, nodes, histograms);
    const splits = bestSplits(histograms);
    for (const [node, { column, bin }] of splits.entries()) {
      trees.columns[from + splits.length + node] = column;
      trees.bins[from + splits.length + node] = bin;
    }
    const cells = splits.map(({ column }) => bins.columns[column] ?? nodes);
    for (let row = 0; row < nodes.length; row += 1) {
      const node = nodes[row] ?? 0;
      const goesRight = (cells[node]?.[row] ?? 0) > (splits[node]?.bin ?? 0);
      nodes[row] = 2 * node + (goesRight ? 1 : 0);
    }
  }
  putLeaves(residuals, nodes, trees.leaves.subarray(from, from + leafCount));
}

function putLeaves(residuals: Float64Array, nodes: Uint8Array, leaves: Float64Array): void {
  const counts = new Float64Array(leafCount);
  for (let row = 0; row < nodes.length; row += 1) {
    const leaf = nodes[row] ?? 0;
    leaves[leaf] = (leaves[leaf] ?? 0) + (residuals[row] ?? 0);
    counts[leaf] = (counts[leaf] ?? 0) + 1;
  }
  for (let leaf = 0; leaf < leafCount; leaf += 1) {
    leaves[leaf] = (learningRate * (leaves[leaf] ?? 0)) / ((counts[leaf] ?? 0) + shrinkage);
  }
  for (let row = 0; row < nodes.length; row += 1) {
    residuals[row] = (residuals[row] ?? 0) - (leaves[nodes[row] ?? 0] ?? 0);
  }
}

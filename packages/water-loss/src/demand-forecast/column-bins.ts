import { at } from './numbers.ts';
import type { TrainingRows } from './robust-ridge.ts';

/** Bins of a column. */
export const binCount = 32;
const sampleSize = 4_000;

/** Features by column, each value replaced by the number of its bin. */
export type BinnedColumns = {
  readonly columns: readonly Uint8Array[];
  binOf(column: number, value: number): number;
};

/** Cuts every column at its own quantiles, taken from evenly spaced rows. */
export function binColumns({ width, features, targets }: TrainingRows): BinnedColumns {
  const rows = targets.length;
  const sampled = Math.min(sampleSize, rows);
  const edges = Array.from({ length: width }, (_, column) => {
    const sample = new Float64Array(sampled);
    for (let i = 0; i < sampled; i += 1) {
      sample[i] = features[Math.floor((i * rows) / sampled) * width + column] ?? 0;
    }
    sample.sort();
    const cuts = Array.from({ length: binCount - 1 }, (_unused, k) =>
      at(sample, Math.floor(((k + 1) * sampled) / binCount)),
    );
    return Float64Array.from(new Set(cuts));
  });
  const binOf = (column: number, value: number): number => binIn(edges[column] ?? none, value);
  const columns = edges.map((cuts, column) => {
    const cells = new Uint8Array(rows);
    for (let row = 0; row < rows; row += 1) {
      cells[row] = binIn(cuts, features[row * width + column] ?? 0);
    }
    return cells;
  });
  return { columns, binOf };
}

const none = new Float64Array(0);

function binIn(cuts: Float64Array, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (cuts[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

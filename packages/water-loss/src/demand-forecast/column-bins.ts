import { at } from './numbers.ts';
import type { TrainingRows } from './robust-ridge.ts';

const binCount = 32;
const sampleSize = 4_000;

/** Features by column, each value replaced by the number of its bin. */
export type BinnedColumns = {
  readonly count: number;
  readonly columns: readonly Uint8Array[];
  binOf(column: number, value: number): number;
};

/** Cuts every column at its own quantiles, taken from evenly spaced rows. */
export function binColumns({ width, features, targets }: TrainingRows): BinnedColumns {
  const sampled = Math.min(sampleSize, targets.length);
  const edges = Array.from({ length: width }, (_, column) => {
    const sample = Float64Array.from({ length: sampled }, (_, i) =>
      at(features, Math.floor((i * targets.length) / sampled) * width + column),
    ).sort();
    const cuts = Array.from({ length: binCount - 1 }, (_, k) =>
      at(sample, Math.floor(((k + 1) * sampled) / binCount)),
    );
    return Float64Array.from(new Set(cuts));
  });
  const binOf = (column: number, value: number): number => {
    const cuts = edges[column] ?? [];
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= at(cuts, middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const columns = edges.map((_, column) =>
    Uint8Array.from(targets, (_target, row) => binOf(column, at(features, row * width + column))),
  );
  return { count: binCount, columns, binOf };
}

import { binCount, type BinnedColumns } from './column-bins.ts';

/** Residuals by column, node and bin: their sums and how many there are. */
export type Histograms = {
  readonly nodeCount: number;
  readonly sums: Float64Array;
  readonly counts: Float64Array;
};

/** Where the bins of a column and node begin. */
export function placeOf(nodeCount: number, column: number, node: number): number {
  return (column * nodeCount + node) * binCount;
}

function emptyHistograms(columns: number, nodeCount: number): Histograms {
  const cells = columns * nodeCount * binCount;
  return { nodeCount, sums: new Float64Array(cells), counts: new Float64Array(cells) };
}

/** Of all rows in one node. */
export function rootHistograms({ columns }: BinnedColumns, residuals: Float64Array): Histograms {
  const histograms = emptyHistograms(columns.length, 1);
  const { sums, counts } = histograms;
  for (const [column, cells] of columns.entries()) {
    const place = placeOf(1, column, 0);
    for (let row = 0; row < cells.length; row += 1) {
      const cell = place + (cells[row] ?? 0);
      sums[cell] = (sums[cell] ?? 0) + (residuals[row] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return histograms;
}

/**
 * Of the nodes that the given ones were split into. Only the rows of the smaller half are read; what
 * is left of the parent is the other.
 */
export function childHistograms(
  { columns }: BinnedColumns,
  residuals: Float64Array,
  nodes: Uint8Array,
  parents: Histograms,
): Histograms {
  const nodeCount = 2 * parents.nodeCount;
  const children = emptyHistograms(columns.length, nodeCount);
  const smaller = smallerHalves(nodes, nodeCount);
  const rows = nodes.reduce((count, node) => count + Number(smaller[node >> 1] === node), 0);
  const rowOf = new Int32Array(rows);
  const placeInColumn = new Int32Array(rows);
  const residualOf = new Float64Array(rows);
  for (let row = 0, index = 0; row < nodes.length; row += 1) {
    const node = nodes[row] ?? 0;
    if (smaller[node >> 1] !== node) continue;
    rowOf[index] = row;
    placeInColumn[index] = node * binCount;
    residualOf[index] = residuals[row] ?? 0;
    index += 1;
  }
  const { sums, counts } = children;
  for (const [column, cells] of columns.entries()) {
    const from = placeOf(nodeCount, column, 0);
    for (let index = 0; index < rows; index += 1) {
      const cell = from + (placeInColumn[index] ?? 0) + (cells[rowOf[index] ?? 0] ?? 0);
      sums[cell] = (sums[cell] ?? 0) + (residualOf[index] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
    for (const [parent, node] of smaller.entries()) {
      const whole = placeOf(parents.nodeCount, column, parent);
      takeOff(parents, whole, children, from + node * binCount, from + (node ^ 1) * binCount);
    }
  }
  return children;
}

/** Of each pair of nodes the one with fewer rows. */
function smallerHalves(nodes: Uint8Array, nodeCount: number): Uint8Array {
  const sizes = new Int32Array(nodeCount);
  for (const node of nodes) sizes[node] = (sizes[node] ?? 0) + 1;
  return Uint8Array.from({ length: nodeCount / 2 }, (_, pair) =>
    (sizes[2 * pair] ?? 0) <= (sizes[2 * pair + 1] ?? 0) ? 2 * pair : 2 * pair + 1,
  );
}

function takeOff(
  parents: Histograms,
  whole: number,
  children: Histograms,
  part: number,
  rest: number,
): void {
  const { sums, counts } = children;
  for (let bin = 0; bin < binCount; bin += 1) {
    sums[rest + bin] = (parents.sums[whole + bin] ?? 0) - (sums[part + bin] ?? 0);
    counts[rest + bin] = (parents.counts[whole + bin] ?? 0) - (counts[part + bin] ?? 0);
  }
}

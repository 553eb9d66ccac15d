import * as fc from 'fast-check';
import { binCount } from './column-bins.ts';
import { childHistograms, placeOf, rootHistograms, type Histograms } from './tree-histograms.ts';

const rows = fc.array(
  fc.record({
    cells: fc.tuple(fc.nat(binCount - 1), fc.nat(binCount - 1)),
    residual: fc.integer({ min: -1000, max: 1000 }),
    // Which half of its node a row goes to, at the first and the second split.
    halves: fc.tuple(fc.nat(1), fc.nat(1)),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Sum and count of a column, node and bin. */
function cellOf(
  { nodeCount, sums, counts }: Histograms,
  column: number,
  node: number,
  bin: number,
) {
  const cell = placeOf(nodeCount, column, node) + bin;
  return [sums[cell], counts[cell]];
}

describe('childHistograms', () => {
  it('tell of each node what a count of its own rows would', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const columns = [0, 1].map((column) =>
          Uint8Array.from(given, ({ cells }) => cells[column] ?? 0),
        );
        const bins = { columns, binOf: () => 0 };
        const residuals = Float64Array.from(given, ({ residual }) => residual);
        const once = Uint8Array.from(given, ({ halves: [first] }) => first);
        const twice = Uint8Array.from(given, ({ halves: [first, second] }) => 2 * first + second);
        const root = rootHistograms(bins, residuals);
        const children = childHistograms(bins, residuals, once, root);
        const grandchildren = childHistograms(bins, residuals, twice, children);
        for (const [column, cells] of columns.entries()) {
          for (let node = 0; node < 4; node += 1) {
            for (let bin = 0; bin < binCount; bin += 1) {
              const own = given.filter((_, row) => twice[row] === node && cells[row] === bin);
              const sum = own.reduce((total, { residual }) => total + residual, 0);
              expect(cellOf(grandchildren, column, node, bin)).toEqual([sum, own.length]);
            }
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

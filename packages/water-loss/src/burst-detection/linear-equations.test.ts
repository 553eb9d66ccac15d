import fc from 'fast-check';
import { solvePositive } from './linear-equations.ts';

describe('solvePositive', () => {
  it('solves what a symmetric positive matrix was multiplied with', () => {
    const entry = fc.double({ min: -3, max: 3, noNaN: true });
    const row = fc.array(entry, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 4, maxLength: 4 }), row, (rows, x) => {
        const matrix = rows.map((a, i) => rows.map((b, j) => dot(a, b) + (i === j ? 1 : 0)));
        const [solution] = solvePositive(matrix, [matrix.map((line) => dot(line, x))]) ?? [];
        for (const [i, value] of x.entries()) expect(solution?.[i]).toBeCloseTo(value, 6);
      }),
    );
  });

  it('gives up on a singular one', () => {
    const matrix = [
      [1, 1],
      [1, 1],
    ];
    expect(solvePositive(matrix, [[1, 2]])).toBeNull();
  });
});

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

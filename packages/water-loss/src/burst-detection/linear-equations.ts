/**
 * Solves `matrix` x = each of `rightSides` by elimination; for symmetric positive matrices, which
 * need no pivoting. Null for one that is singular to within rounding.
 */
export function solvePositive(
  matrix: readonly ArrayLike<number>[],
  rightSides: readonly ArrayLike<number>[],
): readonly Float64Array[] | null {
  const size = matrix.length;
  const width = size + rightSides.length;
  const rows = matrix.map((row, i) =>
    Float64Array.from({ length: width }, (_, j) =>
      j < size ? (row[j] ?? 0) : (rightSides[j - size]?.[i] ?? 0),
    ),
  );
  const least = 1e-12 * Math.max(...matrix.map((row, i) => row[i] ?? 0));
  for (const [i, pivot] of rows.entries()) {
    const diagonal = pivot[i] ?? 0;
    if (!(diagonal > least)) return null;
    for (let column = i; column < width; column += 1) {
      pivot[column] = (pivot[column] ?? 0) / diagonal;
    }
    for (const [j, row] of rows.entries()) {
      const factor = row[i] ?? 0;
      if (j === i || factor === 0) continue;
      for (let column = i; column < width; column += 1) {
        row[column] = (row[column] ?? 0) - factor * (pivot[column] ?? 0);
      }
    }
  }
  return rightSides.map((_, side) => Float64Array.from(rows, (row) => row[size + side] ?? 0));
}

// Arrays of many rows go in as one long array each, and are cut apart in the statement: a
// parameter for each row's arrays would cost more than all the rest.

/** Rows of equal width one after the other. */
export function flatten(rows: readonly Float64Array[], width: number): Float64Array {
  const flat = new Float64Array(rows.length * width);
  for (const [index, row] of rows.entries()) flat.set(row, index * width);
  return flat;
}

/** The same for counts. */
export function flattenCounts(rows: readonly Uint32Array[], width: number): Uint32Array {
  const flat = new Uint32Array(rows.length * width);
  for (const [index, row] of rows.entries()) flat.set(row, index * width);
  return flat;
}

/** SQL for row `r.place` (from 1) of a flat parameter; NaN stands for null. */
export function slice(parameter: number, width: number): string {
  const cut = `[(r.place - 1) * ${width} + 1 : r.place * ${width}]`;
  return `array_replace(($${parameter}::double precision[])${cut}, 'NaN', null)`;
}

export function sliceCounts(parameter: number, width: number): string {
  return `($${parameter}::integer[])[(r.place - 1) * ${width} + 1 : r.place * ${width}]`;
}

// Arrays of many rows come as one value, `string_agg(array_send(x), '')`: each is a header and its
// elements, an element its length and its bytes. No object is made for a row or a value.

const nullLength = -1;

/** Writes the elements of the n-th array from `placeOf(n)` on; NaN for null; past the ends nothing. */
export function layOutArrays(
  packed: Buffer,
  placeOf: (array: number) => number,
  column: Float64Array,
): void {
  let offset = 0;
  for (let array = 0; offset < packed.length; array += 1) {
    const dimensions = packed.readInt32BE(offset);
    if (dimensions === 0) {
      offset += 12;
      continue;
    }
    const length = packed.readInt32BE(offset + 12);
    offset += 12 + 8 * dimensions;
    const first = placeOf(array);
    for (let i = 0; i < length; i += 1) {
      const bytes = packed.readInt32BE(offset);
      offset += 4;
      const value = bytes === nullLength ? Number.NaN : packed.readDoubleBE(offset);
      if (bytes !== nullLength) offset += 8;
      const place = first + i;
      if (place >= 0 && place < column.length) column[place] = value;
    }
  }
}

/** `string_agg(int4send(x), '')`. */
export function unpackIntegers(packed: Buffer): Int32Array {
  const values = new Int32Array(packed.length / 4);
  for (let i = 0; i < values.length; i += 1) values[i] = packed.readInt32BE(i * 4);
  return values;
}

/** The same as a set; empty for null. */
export function daysOf(packed: Buffer | null): ReadonlySet<number> {
  return new Set(packed === null ? [] : unpackIntegers(packed));
}

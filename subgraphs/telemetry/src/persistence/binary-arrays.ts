// Array parameters in PostgreSQL's binary format, which neither side has to print or parse: the
// driver sends a buffer as it is.

const headerBytes = 20;

/** `double precision[]`. */
export function floatArray(values: Float64Array): Buffer {
  const { bytes, view } = openArray(701, 8, values.length);
  for (let i = 0; i < values.length; i += 1) {
    const place = headerBytes + i * 12;
    view.setInt32(place, 8);
    view.setFloat64(place + 4, values[i] ?? Number.NaN);
  }
  return bytes;
}

/** `integer[]`. */
export function integerArray(values: Uint32Array): Buffer {
  const { bytes, view } = openArray(23, 4, values.length);
  for (let i = 0; i < values.length; i += 1) {
    const place = headerBytes + i * 8;
    view.setInt32(place, 4);
    view.setInt32(place + 4, values[i] ?? 0);
  }
  return bytes;
}

/** `smallint[]`. */
export function smallintArray(values: Uint8Array): Buffer {
  const { bytes, view } = openArray(21, 2, values.length);
  for (let i = 0; i < values.length; i += 1) {
    const place = headerBytes + i * 6;
    view.setInt32(place, 2);
    view.setInt16(place + 4, values[i] ?? 0);
  }
  return bytes;
}

/** One dimension from 1, without nulls; each element follows its length. */
function openArray(elementOid: number, elementBytes: number, length: number) {
  const bytes = Buffer.allocUnsafe(headerBytes + length * (4 + elementBytes));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  [1, 0, elementOid, length, 1].forEach((word, index) => view.setInt32(index * 4, word));
  return { bytes, view };
}

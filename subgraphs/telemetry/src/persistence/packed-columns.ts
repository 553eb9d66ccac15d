// Whole columns come from the database as one value of PostgreSQL's binary send format: a month
// of readings is then two buffers, not thousands of row objects.

const epochOf2000 = Date.UTC(2000, 0, 1);

/** `string_agg(float8send(x), '')`. */
export function unpackFloats(packed: Buffer): Float64Array {
  const values = new Float64Array(packed.length / 8);
  for (let i = 0; i < values.length; i += 1) values[i] = packed.readDoubleBE(i * 8);
  return values;
}

/** `string_agg(timestamptz_send(x), '')` as milliseconds since 1970. */
export function unpackInstants(packed: Buffer): Float64Array {
  const values = new Float64Array(packed.length / 8);
  for (let i = 0; i < values.length; i += 1) {
    // Microseconds since 2000, split because they do not fit a 32-bit read.
    const micros = packed.readInt32BE(i * 8) * 4_294_967_296 + packed.readUInt32BE(i * 8 + 4);
    values[i] = micros / 1000 + epochOf2000;
  }
  return values;
}

/** An array parameter for instants given as milliseconds since 1970. */
export function instantArray(instants: Iterable<number>): string {
  return `{${Array.from(instants, (instant) => `"${new Date(instant).toISOString()}"`).join(',')}}`;
}

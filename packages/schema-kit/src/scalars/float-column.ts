import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

/** In memory a column is a typed array in which NaN stands for null, or an encoded string. */
export type FloatColumnOutput = Float64Array | Float32Array | string;

/** Little-endian 32-bit floats in base64, NaN for null. */
export function encodeFloat32(values: Float64Array | Float32Array): string {
  const bytes = Buffer.alloc(values.length * 4);
  for (let index = 0; index < values.length; index += 1) {
    bytes.writeFloatLE(values[index] ?? Number.NaN, index * 4);
  }
  return bytes.toString('base64');
}

function decodeFloat32(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length % 4 !== 0 || bytes.toString('base64') !== text) {
    throw new GraphQLError('A packed FloatColumn is base64 of little-endian 32-bit floats.');
  }
  const values = new Float64Array(bytes.length / 4);
  for (let index = 0; index < values.length; index += 1) {
    values[index] = bytes.readFloatLE(index * 4);
  }
  return values;
}

function parseColumn(value: unknown): Float64Array {
  if (typeof value === 'string') return decodeFloat32(value);
  if (!Array.isArray(value)) {
    throw new GraphQLError('A FloatColumn is a list of numbers and nulls, or a base64 string.');
  }
  return Float64Array.from(value, (item: unknown, index) => {
    if (item === null) return Number.NaN;
    if (typeof item === 'number' && Number.isFinite(item)) return item;
    throw new GraphQLError(`Item ${index} is not a finite number or null.`);
  });
}

function literalColumn(node: ValueNode): Float64Array {
  if (node.kind === Kind.STRING) return decodeFloat32(node.value);
  if (node.kind !== Kind.LIST) return parseColumn(null);
  return parseColumn(
    node.values.map((item) => {
      if (item.kind === Kind.NULL) return null;
      return item.kind === Kind.INT || item.kind === Kind.FLOAT ? Number(item.value) : undefined;
    }),
  );
}

/** One leaf to the executor: it does not visit the members, which is what makes it cheap. */
export const FloatColumn = new GraphQLScalarType<Float64Array, string | (number | null)[]>({
  name: 'FloatColumn',
  serialize: (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Float64Array || value instanceof Float32Array) {
      return Array.from(value, (item) => (Number.isFinite(item) ? item : null));
    }
    throw new TypeError('FloatColumn serializes typed arrays and encoded strings only.');
  },
  parseValue: parseColumn,
  parseLiteral: literalColumn,
});

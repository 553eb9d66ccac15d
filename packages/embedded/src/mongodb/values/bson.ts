import { BSONRegExp, DBRef, Double, Int32, Long, deserialize, serialize } from 'bson';
import { refuse } from '../errors.ts';

/**
 * A document as the store holds it. Every BSON type keeps its identity: an int32 is a JavaScript
 * number, a double too unless it could be taken for an int32 (then it is a `Double`), a 64-bit
 * integer is a `Long`; all others are the classes of `bson`. Documents are never changed in place.
 */
export type Doc = Record<string, unknown>;

export const maximumDocumentBytes = 16 * 1024 * 1024;
const maximumDepth = 180;

export function isPlainObject(value: unknown): value is Doc {
  // Not by `constructor`: a document may have a field of that name.
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function looksLikeInt32(value: number): boolean {
  return (value | 0) === value && !Object.is(value, -0);
}

/** A double in the store's representation. */
export function fromDouble(value: number): number | Double {
  return looksLikeInt32(value) ? new Double(value) : value;
}

/** An int32 if it fits, else a `Long`. */
export function fromInteger(value: bigint): number | Long {
  return value >= -2147483648n && value <= 2147483647n ? Number(value) : Long.fromBigInt(value);
}

function canonical(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) {
    if (value === undefined) refuse(2, 'The BSON type undefined is deprecated and not stored');
    return value;
  }
  if (depth > maximumDepth) refuse(15, `Document exceeds maximum nested depth of ${maximumDepth}`);
  if (Array.isArray(value)) return value.map((item) => canonical(item, depth + 1));
  if (isPlainObject(value)) return canonicalDocument(value, depth);
  if (value instanceof Int32) return value.value;
  if (value instanceof Double) return fromDouble(value.value);
  if (value instanceof DBRef) return canonicalDocument(value.toJSON(), depth);
  if (value instanceof RegExp) return new BSONRegExp(value.source, value.flags);
  return value;
}

/** Names that JavaScript or `bson` would take for something else than a field. */
export const unstorable: ReadonlySet<string> = new Set(['__proto__', '_bsontype']);

function canonicalDocument(source: Doc, depth: number): Doc {
  const target: Doc = {};
  for (const key of Object.keys(source)) {
    if (unstorable.has(key)) refuse(2, `The field name '${key}' is not stored`);
    target[key] = canonical(source[key], depth + 1);
  }
  return target;
}

export function decode(bytes: Uint8Array): Doc {
  const parsed: Doc = deserialize(bytes, {
    promoteValues: false,
    promoteLongs: false,
    promoteBuffers: false,
    bsonRegExp: true,
  });
  // `bson` turns any document with $ref and $id into its own class.
  return canonicalDocument(parsed instanceof DBRef ? parsed.toJSON() : parsed, 0);
}

export function encode(document: Doc): Uint8Array {
  return serialize(document, { ignoreUndefined: true });
}

/** Room for what surrounds the largest document in an answer. */
const maximumReplyBytes = maximumDocumentBytes + 16 * 1024;

function encodeWithin(document: Doc, limit: number, what: string): Uint8Array {
  let length: number | null = null;
  try {
    const bytes = encode(document);
    if (bytes.length <= limit) return bytes;
    length = bytes.length;
  } catch (error) {
    // The serialiser's own buffer is a little over 16 MB.
    if (!isRangeError(error)) throw error;
  }
  const size = length === null ? 'over 16 MB' : `${length} (0x${length.toString(16)})`;
  return refuse(
    10334,
    `${what} size: ${size} is invalid. Size must be between 0 and 16793600(16MB)`,
  );
}

// By name: the error may come from another realm than this module.
const isRangeError = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'RangeError';

/** Encodes a document to be stored; refuses one over 16 MB. */
export const encodeStored = (document: Doc): Uint8Array =>
  encodeWithin(document, maximumDocumentBytes, 'BSONObj');

/** Encodes an answer or a document of one; refuses what a client could not take. */
export const encodeReply = (document: Doc): Uint8Array =>
  encodeWithin(document, maximumReplyBytes, 'Result');

import { notImplemented, refuse } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';
import { isNumeric, toDouble, toSafeInteger } from '../values/numbers.ts';
import { typeName } from '../values/types.ts';
import { checkCollection, checkDatabase } from '../storage/store.ts';
import type { Call, Command } from './types.ts';

/** Arguments of every command that change nothing here. */
const general = new Set([
  '$db', '$clusterTime', '$readPreference', 'lsid', 'comment', 'maxTimeMS', 'writeConcern', 'readConcern',
  'apiVersion', 'apiStrict', 'apiDeprecationErrors', 'autocommit', 'startTransaction', 'txnNumber',
]); // prettier-ignore

/** Refuses arguments that the command does not know, and what a standalone server cannot do. */
export function checkArguments({ name, body }: Call, command: Command): void {
  const refused = new Set(command.refused);
  for (const field of Object.keys(body)) {
    if (field === name || general.has(field) || command.fields.includes(field)) continue;
    if (!refused.has(field)) refuse(40415, `BSON field '${name}.${field}' is an unknown field.`);
    const value = body[field];
    if (value !== undefined && value !== null && value !== false)
      refuseUnlessSimple(name, field, value);
  }
  if (['startTransaction', 'txnNumber', 'autocommit'].some((field) => field in body)) {
    refuse(20, 'Transaction numbers are only allowed on a replica set member or mongos');
  }
  checkConcerns(body);
}

function refuseUnlessSimple(name: string, field: string, value: unknown): void {
  const simple = field === 'collation' && isPlainObject(value) && value['locale'] === 'simple';
  if (!simple) notImplemented(`The option '${field}' of ${name}`);
}

function checkConcerns(body: Doc): void {
  const write = body['writeConcern'];
  if (isPlainObject(write)) {
    const { w } = write;
    if (isNumeric(w) && toDouble(w) > 1)
      refuse(2, "cannot use 'w' > 1 when a host is not replicated");
  }
  const read = body['readConcern'];
  if (isPlainObject(read)) {
    const level = read['level'] ?? 'local';
    if (typeof level !== 'string' || !['local', 'available', 'majority'].includes(level)) {
      notImplemented(`The read concern ${JSON.stringify(level)}`);
    }
  }
}

/** The collection that a command is about. */
export function collectionName({ name, database, body }: Call): string {
  const collection = body[name];
  if (typeof collection !== 'string')
    return refuse(73, `collection name has invalid type ${typeName(collection)}`);
  checkDatabase(database);
  checkCollection(database, collection);
  return collection;
}

function wrongType(field: string, value: unknown, expected: string): never {
  return refuse(
    14,
    `BSON field '${field}' is the wrong type '${typeName(value)}', expected type '${expected}'`,
  );
}

export function optionalDocument(source: Doc, field: string): Doc {
  const value = source[field];
  if (value === undefined || value === null) return {};
  return isPlainObject(value) ? value : wrongType(field, value, 'object');
}

export function requiredDocument(source: Doc, field: string): Doc {
  if (!(field in source)) refuse(40414, `BSON field '${field}' is missing but a required field`);
  return optionalDocument(source, field);
}

export function documentArray(source: Doc, field: string): Doc[] {
  const value = source[field];
  if (!Array.isArray(value)) return wrongType(field, value, 'array');
  return value.map((item: unknown) =>
    isPlainObject(item) ? item : wrongType(field, item, 'object'),
  );
}

export function optionalBoolean(source: Doc, field: string, otherwise = false): boolean {
  const value = source[field];
  if (value === undefined || value === null) return otherwise;
  if (typeof value === 'boolean') return value;
  return isNumeric(value) ? toDouble(value) !== 0 : wrongType(field, value, 'bool');
}

/** A whole number that is not negative; null when it is not given. */
export function optionalCount(source: Doc, field: string): number | null {
  const value = source[field];
  if (value === undefined || value === null) return null;
  const count = toSafeInteger(value);
  if (count === null) return wrongType(field, value, 'long');
  if (count < 0) refuse(51024, `BSON field '${field}' value must be >= 0, actual value '${count}'`);
  return count;
}

/** Refuses fields of a statement inside a command, such as one of `updates`. */
export function checkFields(
  context: string,
  source: Doc,
  fields: readonly string[],
  refused: readonly string[] = [],
): void {
  for (const field of Object.keys(source)) {
    if (fields.includes(field)) continue;
    if (!refused.includes(field))
      refuse(40415, `BSON field '${context}.${field}' is an unknown field.`);
    if (source[field] !== undefined && source[field] !== null)
      refuseUnlessSimple(context, field, source[field]);
  }
}

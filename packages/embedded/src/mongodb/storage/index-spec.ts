import { notImplemented, refuse } from '../errors.ts';
import { compileFilter } from '../query/matcher.ts';
import type { Predicate } from '../query/types.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';
import { isNumeric, toDouble } from '../values/numbers.ts';

export interface IndexSpec {
  readonly name: string;
  readonly key: Doc;
  readonly paths: readonly (readonly string[])[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partial: Predicate | null;
  readonly expireAfterSeconds: number | null;
  /** As given, for listIndexes and the log. */
  readonly source: Doc;
}

const known = new Set([
  'v', 'key', 'name', 'unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds', 'background', 'ns', 'hidden',
]); // prettier-ignore

export function parseIndexSpec(given: Doc): IndexSpec {
  const unknown = Object.keys(given).find((field) => !known.has(field));
  if (unknown === 'collation') notImplemented('A collation on an index');
  if (unknown !== undefined)
    refuse(197, `The field '${unknown}' is not valid or not supported for an index specification`);
  const key = given['key'];
  if (!isPlainObject(key) || Object.keys(key).length === 0)
    return refuse(67, 'Index keys cannot be empty.');
  checkKey(key);
  const name = given['name'] ?? defaultName(key);
  if (typeof name !== 'string' || name === '' || name === '*')
    return refuse(67, 'The index name must be a non-empty string');
  const unique = flag(given, 'unique') || name === '_id_';
  const sparse = flag(given, 'sparse');
  if (flag(given, 'hidden')) notImplemented('A hidden index');
  const filter = given['partialFilterExpression'];
  if (filter !== undefined && !isPlainObject(filter))
    return refuse(67, 'partialFilterExpression must be an object');
  if (filter !== undefined && sparse)
    refuse(67, "cannot mix 'partialFilterExpression' and 'sparse' options");
  const expireAfterSeconds = expiry(given['expireAfterSeconds'], key);
  return {
    name,
    key,
    paths: Object.keys(key).map((path) => path.split('.')),
    unique,
    sparse,
    partial: filter === undefined ? null : compileFilter(filter),
    expireAfterSeconds,
    source: {
      v: 2,
      key,
      name,
      ...(unique && name !== '_id_' ? { unique } : {}),
      ...(sparse ? { sparse } : {}),
      ...(filter === undefined ? {} : { partialFilterExpression: filter }),
      ...(expireAfterSeconds === null ? {} : { expireAfterSeconds }),
    },
  };
}

function flag(given: Doc, field: string): boolean {
  const value = given[field];
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  return isNumeric(value)
    ? toDouble(value) !== 0
    : refuse(14, `The field '${field}' must be a boolean`);
}

function checkKey(key: Doc): void {
  for (const path of Object.keys(key)) {
    const direction = key[path];
    if (typeof direction === 'string') notImplemented(`An index of type '${direction}'`);
    if (!isNumeric(direction) || toDouble(direction) === 0) {
      refuse(67, 'Values in v:2 index key pattern must be numbers and not 0');
    }
    if (path.includes('$**')) notImplemented('A wildcard index');
    if (path === '' || path.split('.').includes(''))
      refuse(67, 'Index keys cannot contain an empty field.');
    if (path.split('.').some((part) => part.startsWith('$')))
      refuse(67, "Index key contains an illegal field name: field name starts with '$'.");
  }
}

function expiry(value: unknown, key: Doc): number | null {
  if (value === undefined) return null;
  const seconds = isNumeric(value) ? Math.trunc(toDouble(value)) : Number.NaN;
  if (!(seconds >= 0 && seconds <= 2_147_483_647)) {
    refuse(
      67,
      "TTL index 'expireAfterSeconds' option must be within an acceptable range, between 0 and 2147483647",
    );
  }
  const paths = Object.keys(key);
  if (paths.length !== 1)
    refuse(67, 'TTL indexes are single-field indexes, compound indexes do not support TTL.');
  if (paths[0] === '_id')
    refuse(72, "The field 'expireAfterSeconds' is not valid for an _id index specification");
  return seconds;
}

function defaultName(key: Doc): string {
  return Object.keys(key)
    .map((path) => `${path}_${String(key[path])}`)
    .join('_');
}

import { refuse } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';
import { isNumeric, toDouble } from '../values/numbers.ts';
import { compareValues } from '../values/order.ts';
import { indexKeys } from '../values/paths.ts';

interface SortField {
  readonly path: readonly string[];
  readonly sign: 1 | -1;
}

export type SortSpec = readonly SortField[];

export function parseSort(spec: unknown): SortSpec {
  if (!isPlainObject(spec)) return refuse(14, 'Expected field sort to be of type object');
  const fields = Object.keys(spec);
  if (fields.length > 32) refuse(2, 'too many compound keys');
  return fields.map((field) => {
    const direction = spec[field];
    if (isPlainObject(direction)) {
      return '$meta' in direction
        ? refuse(238, '$meta sort is not supported by the embedded document store')
        : refuse(15975, `Illegal key in $sort specification: ${field}`);
    }
    const sign = isNumeric(direction) ? toDouble(direction) : 0;
    if (sign !== 1 && sign !== -1) {
      return refuse(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    }
    if (field === '' || field.split('.').includes(''))
      refuse(40352, 'FieldPath cannot be an empty string');
    if (field.startsWith('$')) refuse(16410, `FieldPath field names may not start with '$'.`);
    return { path: field.split('.'), sign };
  });
}

function compareKeys(spec: SortSpec, a: readonly unknown[], b: readonly unknown[]): number {
  for (const [index, { sign }] of spec.entries()) {
    const order = compareValues(a[index], b[index]);
    if (order !== 0) return order * sign;
  }
  return 0;
}

/** The smallest of a document's keys in the sort's own order, as MongoDB sorts arrays. */
function sortKey(spec: SortSpec, document: Doc): readonly unknown[] {
  const keys = indexKeys(
    document,
    spec.map(({ path }) => path),
  );
  return keys.reduce((least, key) => (compareKeys(spec, key, least) < 0 ? key : least));
}

/** Sorts into a new array; equal documents keep their order. */
export function sortDocuments(spec: SortSpec, documents: readonly Doc[]): Doc[] {
  if (spec.length === 0) return [...documents];
  return documents
    .map((document) => ({ document, key: sortKey(spec, document) }))
    .sort((a, b) => compareKeys(spec, a.key, b.key))
    .map(({ document }) => document);
}

import { BSONRegExp } from 'bson';
import { isOperatorDocument } from '../query/types.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';
import type { HashIndex } from './hash-index.ts';

/** The values a field must equal one of, as far as a filter says; null when it says nothing. */
function equalitiesOf(operand: unknown): readonly unknown[] | null {
  const values = valuesOf(operand);
  // Null also finds missing fields, an array is also found inside arrays, a pattern is no equality.
  const simple = (value: unknown): boolean =>
    value !== null &&
    value !== undefined &&
    !Array.isArray(value) &&
    !(value instanceof BSONRegExp);
  return values?.every(simple) === true ? values : null;
}

function valuesOf(operand: unknown): readonly unknown[] | null {
  if (!isOperatorDocument(operand)) return [operand];
  if ('$eq' in operand) return [operand['$eq']];
  return Array.isArray(operand['$in']) ? operand['$in'] : null;
}

function collect(filter: Doc, found: Map<string, readonly unknown[]>): void {
  for (const key of Object.keys(filter)) {
    const operand = filter[key];
    if (key === '$and' && Array.isArray(operand)) {
      for (const clause of operand) if (isPlainObject(clause)) collect(clause, found);
    } else if (!key.startsWith('$')) {
      const values = equalitiesOf(operand);
      if (values !== null && !found.has(key)) found.set(key, values);
    }
  }
}

/** The documents that may match by an index, or null when all must be looked at. */
export function candidatesFor(
  filter: Doc,
  indexes: Iterable<HashIndex>,
  byId: (id: unknown) => Doc | undefined,
): Set<Doc> | null {
  const equalities = new Map<string, readonly unknown[]>();
  collect(filter, equalities);
  if (equalities.size === 0) return null;
  const ids = equalities.get('_id');
  if (ids !== undefined) {
    return new Set(ids.map(byId).filter((document) => document !== undefined));
  }
  let best: Set<Doc> | null = null;
  for (const index of indexes) {
    if (!index.complete) continue;
    const found = lookUp(index, equalities);
    if (found !== null && (best === null || found.size < best.size)) best = found;
    if (best !== null && best.size <= 1) return best;
  }
  return best;
}

function lookUp(
  index: HashIndex,
  equalities: ReadonlyMap<string, readonly unknown[]>,
): Set<Doc> | null {
  let keys: unknown[][] = [[]];
  for (const path of Object.keys(index.spec.key)) {
    const values = equalities.get(path);
    if (values === undefined || keys.length * values.length > 10_000) return null;
    keys = keys.flatMap((key) => values.map((value) => [...key, value]));
  }
  const found = new Set<Doc>();
  for (const key of keys) for (const document of index.find(key)) found.add(document);
  return found;
}

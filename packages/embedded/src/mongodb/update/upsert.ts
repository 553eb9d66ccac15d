import { BSONRegExp } from 'bson';
import { isOperatorDocument } from '../query/types.ts';
import { refuse } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';
import { atPath } from './slots.ts';
import type { UpdateContext } from './types.ts';

/** The equalities of a filter, which an upsert starts its document from. */
function equalities(filter: Doc): [string, unknown][] {
  return Object.keys(filter).flatMap((key): [string, unknown][] => {
    const value = filter[key];
    if (key === '$and' && Array.isArray(value))
      return value.filter(isPlainObject).flatMap(equalities);
    if (key === '$or' && Array.isArray(value) && value.length === 1)
      return value.filter(isPlainObject).flatMap(equalities);
    if (key.startsWith('$') || value instanceof BSONRegExp) return [];
    if (!isOperatorDocument(value)) return [[key, value]];
    if ('$eq' in value) return [[key, value['$eq']]];
    const among = value['$in'];
    if (Array.isArray(among) && among.length === 1 && !(among[0] instanceof BSONRegExp))
      return [[key, among[0]]];
    return [];
  });
}

/** The document an upsert's update is applied to when nothing matched. */
export function upsertSeed(filter: Doc, context: UpdateContext, onlyId: boolean): Doc {
  const seed: Doc = {};
  const seen = new Set<string>();
  for (const [path, value] of equalities(filter)) {
    if (onlyId && path !== '_id') continue;
    if (seen.has(path))
      refuse(54, `cannot infer query fields to set, path '${path}' is matched twice`);
    seen.add(path);
    atPath(seed, path, true, context, (slot) => slot.set(value));
  }
  return seed;
}

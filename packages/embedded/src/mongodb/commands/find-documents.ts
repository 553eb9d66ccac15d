import { refuse } from '../errors.ts';
import { compileMatch } from '../aggregate/compilers.ts';
import type { ExpressionWorld } from '../aggregate/compilers.ts';
import type { SortSpec } from '../query/sort.ts';
import { sortDocuments } from '../query/sort.ts';
import type { Collection } from '../storage/collection.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';
import { compileExpression } from '../aggregate/expression/compile.ts';
import { equalValues } from '../values/order.ts';

export interface Selection {
  readonly filter: Doc;
  readonly sort: SortSpec;
  readonly skip: number;
  /** Null for all. */
  readonly limit: number | null;
}

/** The documents of a collection that a query selects, in its order. */
export function selectDocuments(
  collection: Collection | undefined,
  { filter, sort, skip, limit }: Selection,
  world: ExpressionWorld,
): Doc[] {
  // Compiled even without a collection, so that a bad filter is refused all the same.
  const matches = compileMatch(filter, world);
  if (collection === undefined) return [];
  const enough = sort.length > 0 || limit === null ? Infinity : skip + limit;
  const found: Doc[] = [];
  for (const document of collection.candidates(filter)) {
    if (found.length >= enough) break;
    if (matches(document)) found.push(document);
  }
  const sorted = sortDocuments(sort, found);
  return sorted.slice(skip, limit === null ? undefined : skip + limit);
}

/** The constants of a command's `let`. */
export function evaluateLet(bindings: Doc, now: Date): Readonly<Record<string, unknown>> {
  const variables: Record<string, unknown> = {};
  for (const name of Object.keys(bindings)) {
    if (!/^[a-z]\w*$/.test(name)) refuse(16867, `'${name}' is not a valid variable name`);
    variables[name] = compileExpression(bindings[name])({ root: {}, variables: {}, now });
  }
  return variables;
}

/** Refuses a hint of an index that does not exist; an existing one may be used or not. */
export function checkHint(collection: Collection | undefined, hint: unknown): void {
  if (hint === undefined || (isPlainObject(hint) && Object.keys(hint).length === 0)) return;
  if (isPlainObject(hint) && '$natural' in hint) {
    if (!equalValues(hint, { $natural: 1 }))
      refuse(238, 'A hint of { $natural: -1 } is not supported by the embedded document store');
    return;
  }
  if (collection === undefined || hint === '_id_' || equalValues(hint, { _id: 1 })) return;
  const known = collection.indexSpecs.some(
    ({ name, key }) => hint === name || equalValues(hint, key),
  );
  if (!known)
    refuse(
      2,
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
}

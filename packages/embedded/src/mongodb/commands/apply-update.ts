import { ObjectId } from 'bson';
import { compileMatch } from '../aggregate/compilers.ts';
import type { ExpressionWorld } from '../aggregate/compilers.ts';
import { refuse } from '../errors.ts';
import type { MatchDetails } from '../query/types.ts';
import type { SortSpec } from '../query/sort.ts';
import { sortDocuments } from '../query/sort.ts';
import type { Collection } from '../storage/collection.ts';
import type { CompiledUpdate } from '../update/compile.ts';
import { compileArrayFilters, compileUpdate } from '../update/compile.ts';
import type { UpdateContext } from '../update/types.ts';
import { upsertSeed } from '../update/upsert.ts';
import type { Doc } from '../values/bson.ts';
import { equalValues } from '../values/order.ts';

export interface UpdateStatement {
  readonly filter: Doc;
  readonly update: unknown;
  readonly multi: boolean;
  readonly upsert: boolean;
  readonly arrayFilters: unknown;
  readonly sort: SortSpec;
}

export interface UpdateOutcome {
  readonly matched: number;
  readonly modified: number;
  /** Present when a document was inserted. */
  readonly inserted?: Doc;
  readonly before?: Doc;
  readonly after?: Doc;
}

/** Runs one update statement. `ensure` makes the collection when a document has to be inserted. */
export function applyUpdate(
  collection: Collection | undefined,
  ensure: () => Collection,
  statement: UpdateStatement,
  world: ExpressionWorld,
): UpdateOutcome {
  const compiled = compileUpdate(statement.update, world);
  if (statement.multi && compiled.kind === 'replacement') {
    refuse(9, 'multi update is not supported for replacement-style update');
  }
  const arrayFilters = compileArrayFilters(statement.arrayFilters);
  checkFiltersUsed(arrayFilters, statement.update);
  const matches = compileMatch(statement.filter, world);
  const base = { now: world.now, isInsert: false, arrayFilters };
  const found = matching(collection, statement, (document) => matches(document));
  let [modified, after]: [number, Doc | undefined] = [0, undefined];
  for (const document of found) {
    const details: MatchDetails = {};
    matches(document, details);
    const next = compiled.apply(document, { ...base, arrayIndex: details.arrayIndex });
    const changed = collection?.replace(document, next) ?? false;
    modified += Number(changed);
    after = changed ? next : document;
  }
  const [before] = found;
  if (before !== undefined && after !== undefined)
    return { matched: found.length, modified, before, after };
  if (!statement.upsert) return { matched: 0, modified: 0 };
  const inserted = insertNew(ensure(), compiled, statement.filter, {
    ...base,
    isInsert: true,
    arrayIndex: undefined,
  });
  return { matched: 0, modified: 0, inserted };
}

function matching(
  collection: Collection | undefined,
  { filter, multi, sort }: UpdateStatement,
  matches: (document: Doc) => boolean,
): Doc[] {
  if (collection === undefined) return [];
  const found: Doc[] = [];
  for (const document of collection.candidates(filter)) {
    if (!matches(document)) continue;
    found.push(document);
    if (!multi && sort.length === 0) break;
  }
  return multi ? found : sortDocuments(sort, found).slice(0, 1);
}

function insertNew(
  collection: Collection,
  compiled: CompiledUpdate,
  filter: Doc,
  context: UpdateContext,
): Doc {
  const seed = upsertSeed(filter, context, compiled.kind === 'replacement');
  const document = compiled.apply(seed, context);
  if ('_id' in seed && !equalValues(seed['_id'], document['_id'])) {
    refuse(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
  }
  return collection.insert('_id' in document ? document : { _id: new ObjectId(), ...document });
}

function checkFiltersUsed(filters: ReadonlyMap<string, unknown>, update: unknown): void {
  const text = JSON.stringify(update) ?? '';
  for (const name of filters.keys()) {
    if (!text.includes(`$[${name}]`)) {
      refuse(9, `The array filter for identifier '${name}' was not used in the update`);
    }
  }
}

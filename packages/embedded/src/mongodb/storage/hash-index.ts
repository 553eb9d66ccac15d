import { MongoError } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { sized, valueKey } from '../values/order.ts';
import { indexKeys, isArrayIndex } from '../values/paths.ts';
import type { IndexSpec } from './index-spec.ts';

/** Finds documents by equality on an index's fields. */
export class HashIndex {
  readonly spec: IndexSpec;
  readonly #entries = new Map<string, Set<Doc>>();

  constructor(spec: IndexSpec) {
    this.spec = spec;
  }

  #keysOf(document: Doc): unknown[][] {
    const { partial, sparse, paths } = this.spec;
    if (partial !== null && !partial(document)) return [];
    const keys = indexKeys(document, paths);
    // A sparse index leaves out documents that have none of its fields.
    return sparse
      ? keys.filter((key) =>
          key.some((value, at) => value !== null || hasField(document, paths[at] ?? [])),
        )
      : keys;
  }

  /** Refuses a document whose key another one has; `previous` is the one it replaces. */
  refuseDuplicate(document: Doc, namespace: string, previous?: Doc): void {
    // Also for an index that is not unique: keys that cannot be made are refused before any change.
    const keys = this.#keysOf(document);
    if (!this.spec.unique) return;
    for (const key of keys) {
      const holders = this.#entries.get(joined(key));
      if (holders === undefined) continue;
      for (const holder of holders)
        if (holder !== previous) throw duplicateKey(this.spec, key, namespace);
    }
  }

  add(document: Doc): void {
    for (const key of this.#keysOf(document)) {
      const text = joined(key);
      const holders = this.#entries.get(text);
      if (holders === undefined) this.#entries.set(text, new Set([document]));
      else holders.add(document);
    }
  }

  remove(document: Doc): void {
    for (const key of this.#keysOf(document)) {
      const text = joined(key);
      const holders = this.#entries.get(text);
      holders?.delete(document);
      if (holders?.size === 0) this.#entries.delete(text);
    }
  }

  find(values: readonly unknown[]): Iterable<Doc> {
    return this.#entries.get(joined(values)) ?? [];
  }

  /**
   * Whether an equality on all fields finds every match: not so when the index leaves documents
   * out, or when a number in a path may mean a place in an array or a field's name.
   */
  get complete(): boolean {
    const { partial, sparse, paths } = this.spec;
    return partial === null && !sparse && !paths.some((path) => path.some(isArrayIndex));
  }
}

const joined = (values: readonly unknown[]): string =>
  values.length === 1
    ? valueKey(values[0])
    : values.map((value) => sized(valueKey(value))).join('');

function hasField(document: Doc, path: readonly string[]): boolean {
  let value: unknown = document;
  for (const part of path) {
    if (Array.isArray(value)) return true;
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return false;
    value = (value as Doc)[part];
  }
  return true;
}

function duplicateKey(spec: IndexSpec, key: readonly unknown[], namespace: string): MongoError {
  const keyValue = Object.fromEntries(
    Object.keys(spec.key).map((path, at) => [path, key[at] ?? null]),
  );
  const shown = Object.entries(keyValue).map(
    ([path, value]) => `${path}: ${JSON.stringify(value)}`,
  );
  return new MongoError(
    11000,
    `E11000 duplicate key error collection: ${namespace} index: ${spec.name} dup key: { ${shown.join(', ')} }`,
    { keyPattern: spec.key, keyValue },
  );
}

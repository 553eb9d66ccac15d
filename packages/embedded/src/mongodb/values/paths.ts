import { refuse } from '../errors.ts';
import type { Doc } from './bson.ts';
import { isPlainObject } from './bson.ts';

/** Called with each value a path reaches (undefined = missing); true ends the walk. */
export type Visit = (value: unknown, arrayIndex: number | undefined) => boolean;

export const isArrayIndex = (part: string): boolean => /^(0|[1-9]\d*)$/.test(part);

/** A member, never one inherited from Object.prototype. */
export function member(document: Doc, key: string): unknown {
  return Object.hasOwn(document, key) ? document[key] : undefined;
}

/**
 * Walks a dotted path as a query does: through every document of an array on the way, and with
 * `leafArrays` into the members of an array at its end (the array itself comes last).
 */
export function visitPath(
  document: unknown,
  parts: readonly string[],
  leafArrays: boolean,
  visit: Visit,
): boolean {
  const leaf = (value: unknown, arrayIndex: number | undefined): boolean => {
    if (leafArrays && Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        if (visit(item, arrayIndex ?? index)) return true;
      }
    }
    return visit(value, arrayIndex);
  };
  const walk = (value: unknown, depth: number, arrayIndex: number | undefined): boolean => {
    const part = parts[depth];
    if (part === undefined) return leaf(value, arrayIndex);
    if (isPlainObject(value)) return walk(member(value, part), depth + 1, arrayIndex);
    if (!Array.isArray(value)) return visit(undefined, arrayIndex);
    for (const [index, item] of value.entries()) {
      if (isPlainObject(item) && walk(item, depth, arrayIndex ?? index)) return true;
    }
    const index = isArrayIndex(part) ? Number(part) : value.length;
    return index < value.length && walk(value[index], depth + 1, arrayIndex ?? index);
  };
  return walk(document, 0, undefined);
}

interface Reached {
  readonly value: unknown;
  /** What is left of the path when it ended in an array. */
  readonly rest: readonly string[];
}

function reach(start: unknown, parts: readonly string[]): Reached {
  let value = start;
  for (const [depth, part] of parts.entries()) {
    if (Array.isArray(value)) {
      if (!isArrayIndex(part)) return { value, rest: parts.slice(depth) };
      value = value[Number(part)];
    } else {
      value = isPlainObject(value) ? member(value, part) : undefined;
    }
  }
  return { value, rest: [] };
}

/**
 * The keys of a document in an index over these paths: one per member of an array, null for what
 * is missing, undefined for an empty array. Two different arrays in one key are refused.
 */
export function indexKeys(document: Doc, paths: readonly (readonly string[])[]): unknown[][] {
  return keysFrom(paths.map((path) => reach(document, path)));
}

function keysFrom(reached: readonly Reached[]): unknown[][] {
  const arrays = new Set(reached.map(({ value }) => value).filter((value) => Array.isArray(value)));
  if (arrays.size > 1) refuse(171, 'cannot index parallel arrays');
  const [array] = arrays;
  if (array === undefined)
    return [reached.map(({ value }) => (value === undefined ? null : value))];
  if (array.length === 0) {
    return [
      reached.map(({ value, rest }) => (Array.isArray(value) ? emptyKey(rest) : (value ?? null))),
    ];
  }
  return array.flatMap((item) =>
    leafKeys(
      reached.map(({ value, rest }) => {
        if (!Array.isArray(value)) return { value, rest: [] };
        if (rest.length === 0) return { value: new Leaf(item), rest };
        return isPlainObject(item) ? reach(item, rest) : { value: undefined, rest: [] };
      }),
    ),
  );
}

const emptyKey = (rest: readonly string[]): undefined | null =>
  rest.length === 0 ? undefined : null;

/** Hides a member that is itself an array: an index goes one array deep at the path's end. */
class Leaf {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

function leafKeys(reached: readonly Reached[]): unknown[][] {
  return keysFrom(reached).map((key) =>
    key.map((value) => (value instanceof Leaf ? value.value : value)),
  );
}

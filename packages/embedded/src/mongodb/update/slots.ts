import { refuse } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject, unstorable } from '../values/bson.ts';
import { isArrayIndex, member } from '../values/paths.ts';
import { typeName } from '../values/types.ts';
import type { Action, Slot, UpdateContext } from './types.ts';

type Container = Doc | unknown[];

const maximumPadding = 1_500_000;

/** A copy in which every container may be changed; other values are never changed and shared. */
export function mutableCopy<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(mutableCopy) as Value;
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value).map((key) => [key, mutableCopy(value[key])]),
  ) as Value;
}

/**
 * Runs an action at the places a path means: `$`, `$[]` and `$[name]` are resolved here. Missing
 * documents on the way are made only if `create`.
 */
export function atPath(
  document: Doc,
  path: string,
  create: boolean,
  context: UpdateContext,
  action: Action,
): void {
  const parts = path.split('.');
  const bad = parts.find((part) => unstorable.has(part));
  if (bad !== undefined) refuse(2, `The field name '${bad}' is not stored`);
  walk(document, parts, 0, create, context, action);
}

function walk(
  container: Container,
  parts: readonly string[],
  depth: number,
  create: boolean,
  context: UpdateContext,
  action: Action,
): void {
  for (const key of keysAt(container, parts, depth, context)) {
    if (depth === parts.length - 1) {
      action(slotOf(container, key, parts.join('.')));
      continue;
    }
    const next = descend(container, key, create, parts, depth);
    if (next !== null) walk(next, parts, depth + 1, create, context, action);
  }
}

function keysAt(
  container: Container,
  parts: readonly string[],
  depth: number,
  context: UpdateContext,
): readonly (string | number)[] {
  const part = parts[depth] ?? '';
  if (!part.startsWith('$')) {
    if (!Array.isArray(container)) return [part];
    if (isArrayIndex(part)) return [Number(part)];
    return refuse(
      28,
      `Cannot create field '${part}' in element {${parts[depth - 1] ?? ''}: an array}`,
    );
  }
  if (part === '$') {
    if (context.arrayIndex === undefined)
      refuse(2, 'The positional operator did not find the match needed from the query.');
    return [context.arrayIndex];
  }
  const name = /^\$\[(.*)\]$/.exec(part)?.[1];
  if (name === undefined)
    return refuse(
      52,
      `The dollar ($) prefixed field '${part}' in '${parts.join('.')}' is not valid for storage.`,
    );
  if (!Array.isArray(container)) {
    return refuse(
      2,
      `The path '${parts.slice(0, depth).join('.')}' must exist in the document in order to apply array updates.`,
    );
  }
  if (name === '') return [...container.keys()];
  const test =
    context.arrayFilters.get(name) ??
    refuse(2, `No array filter found for identifier '${name}' in path '${parts.join('.')}'`);
  return [...container.keys()].filter((index) => test(container[index]));
}

function read(container: Container, key: string | number): unknown {
  return Array.isArray(container) ? container[Number(key)] : member(container, String(key));
}

function write(container: Container, key: string | number, value: unknown): void {
  if (!Array.isArray(container)) {
    container[String(key)] = value;
    return;
  }
  const index = Number(key);
  if (index - container.length > maximumPadding)
    refuse(2, "can't backfill more than 1500000 elements");
  while (container.length < index) container.push(null);
  container[index] = value;
}

function descend(
  container: Container,
  key: string | number,
  create: boolean,
  parts: readonly string[],
  depth: number,
): Container | null {
  const value = read(container, key);
  if (isPlainObject(value) || Array.isArray(value)) return value;
  if (!create) return null;
  if (value !== undefined) {
    const next = parts[depth + 1] ?? '';
    return refuse(
      28,
      `Cannot create field '${next}' in element {${String(key)}: a ${typeName(value)}}`,
    );
  }
  if (parts[depth + 1]?.startsWith('$') === true) {
    return refuse(
      2,
      `The path '${parts.slice(0, depth + 1).join('.')}' must exist in the document in order to apply array updates.`,
    );
  }
  const made: Doc = {};
  write(container, key, made);
  return made;
}

function slotOf(container: Container, key: string | number, path: string): Slot {
  return {
    path,
    get: () => read(container, key),
    set: (value) => write(container, key, value),
    remove: () => {
      // In an array a removed member leaves a null, so that the others keep their places.
      if (Array.isArray(container)) {
        if (Number(key) < container.length) container[Number(key)] = null;
      } else {
        delete container[String(key)];
      }
    },
  };
}

import { Long } from 'bson';
import { refuse } from '../errors.ts';
import { addPath, branch, setPaths } from '../query/path-tree.ts';
import type { PathNode } from '../query/path-tree.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';
import { member } from '../values/paths.ts';
import type { Stage } from './types.ts';

interface Spec {
  readonly path: readonly string[];
  readonly index: PathNode<'index'> | null;
  readonly keepEmpty: boolean;
}

function parse(operand: unknown): Spec {
  const spec: Doc =
    typeof operand === 'string' ? { path: operand } : isPlainObject(operand) ? operand : {};
  const unknown = Object.keys(spec).find(
    (key) => !['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'].includes(key),
  );
  if (unknown !== undefined) refuse(28811, `unrecognized option to $unwind stage: ${unknown}`);
  const { path, includeArrayIndex, preserveNullAndEmptyArrays = false } = spec;
  if (typeof path !== 'string' || !path.startsWith('$') || path.length < 2) {
    return refuse(28818, "path option to $unwind stage should be prefixed with a '$'");
  }
  if (typeof preserveNullAndEmptyArrays !== 'boolean')
    return refuse(28809, 'expected a boolean for the preserveNullAndEmptyArrays option');
  let index: PathNode<'index'> | null = null;
  if (includeArrayIndex !== undefined) {
    if (
      typeof includeArrayIndex !== 'string' ||
      includeArrayIndex.startsWith('$') ||
      includeArrayIndex === ''
    ) {
      return refuse(28810, 'expected a non-empty string for the includeArrayIndex option');
    }
    index = branch();
    addPath(index, includeArrayIndex.split('.'), 'index');
  }
  return { path: path.slice(1).split('.'), index, keepEmpty: preserveNullAndEmptyArrays };
}

// Unlike other paths, an unwound path does not go through arrays.
function valueAt(document: Doc, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (isPlainObject(value) ? member(value, part) : undefined),
    document,
  );
}

function replaceAt(document: Doc, [part = '', ...rest]: readonly string[], value: unknown): Doc {
  const inner = member(document, part);
  const next =
    rest.length === 0 ? value : replaceAt(isPlainObject(inner) ? inner : {}, rest, value);
  if (next !== undefined) return { ...document, [part]: next };
  const { [part]: _removed, ...others } = document;
  return others;
}

export function $unwind(operand: unknown): Stage {
  const { path, index, keepEmpty } = parse(operand);
  const withIndex = (document: Doc, position: Long | null): Doc =>
    index === null ? document : setPaths(index, document, () => position);
  return (documents) =>
    documents.flatMap((document) => {
      const value = valueAt(document, path);
      if (Array.isArray(value)) {
        if (value.length === 0)
          return keepEmpty ? [withIndex(replaceAt(document, path, undefined), null)] : [];
        return value.map((item: unknown, position) =>
          withIndex(replaceAt(document, path, item), Long.fromNumber(position)),
        );
      }
      const empty = value === undefined || value === null;
      return empty && !keepEmpty ? [] : [withIndex(document, null)];
    });
}

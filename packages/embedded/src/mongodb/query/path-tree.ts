import { refuse } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject, unstorable } from '../values/bson.ts';

/** Dotted paths as a tree; a node has either children or a leaf. */
export interface PathNode<Leaf> {
  readonly children: Map<string, PathNode<Leaf>>;
  leaf: Leaf | undefined;
}

export const branch = <Leaf>(): PathNode<Leaf> => ({ children: new Map(), leaf: undefined });

/** Adds a path; one that repeats, contains or lies within another is refused. */
export function addPath<Leaf>(root: PathNode<Leaf>, path: readonly string[], leaf: Leaf): void {
  let node = root;
  for (const part of path) {
    if (unstorable.has(part)) refuse(2, `The field name '${part}' is not stored`);
    if (node.leaf !== undefined) refuse(31249, `Path collision at ${path.join('.')}`);
    let next = node.children.get(part);
    if (next === undefined) {
      next = branch();
      node.children.set(part, next);
    }
    node = next;
  }
  if (node.leaf !== undefined || node.children.size > 0) {
    refuse(31250, `Path collision at ${path.join('.')}`);
  }
  node.leaf = leaf;
}

/** What an inclusion does at a path: keep what is there, or leave room for a computed value. */
export type Inclusion = 'keep' | 'compute';

/** Keeps only the tree's paths, in the document's order; goes through arrays. */
export function includePaths(tree: PathNode<Inclusion>, document: Doc): Doc {
  const result: Doc = {};
  for (const key of Object.keys(document)) {
    const node = tree.children.get(key);
    if (node === undefined || node.leaf === 'compute') continue;
    const value = node.leaf === 'keep' ? document[key] : includeWithin(node, document[key]);
    if (value !== undefined) result[key] = value;
  }
  return result;
}

function includeWithin(node: PathNode<Inclusion>, value: unknown): unknown {
  if (isPlainObject(value)) return includePaths(node, value);
  if (!Array.isArray(value)) return undefined;
  return value.map((item) => includeWithin(node, item)).filter((item) => item !== undefined);
}

/** Leaves out the tree's paths; goes through arrays. */
export function excludePaths(tree: PathNode<true>, document: Doc): Doc {
  const result: Doc = {};
  for (const key of Object.keys(document)) {
    const node = tree.children.get(key);
    if (node === undefined) result[key] = document[key];
    else if (node.leaf !== true) result[key] = excludeWithin(node, document[key]);
  }
  return result;
}

function excludeWithin(node: PathNode<true>, value: unknown): unknown {
  if (isPlainObject(value)) return excludePaths(node, value);
  return Array.isArray(value) ? value.map((item: unknown) => excludeWithin(node, item)) : value;
}

/**
 * Sets computed values at the tree's paths, in every document of an array on the way. A missing
 * result removes the field (`$$REMOVE`); with `fresh`, the tree's order puts `_id` first.
 */
export function setPaths<Leaf>(
  tree: PathNode<Leaf>,
  document: Doc,
  evaluate: (leaf: Leaf) => unknown,
  fresh = false,
): Doc {
  const result: Doc =
    fresh && tree.children.has('_id') ? { _id: null, ...document } : { ...document };
  for (const [key, node] of tree.children) {
    const value =
      node.leaf !== undefined ? evaluate(node.leaf) : setWithin(node, result[key], evaluate);
    if (value === undefined) delete result[key];
    else result[key] = value;
  }
  return result;
}

function setWithin<Leaf>(
  node: PathNode<Leaf>,
  value: unknown,
  evaluate: (leaf: Leaf) => unknown,
): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => setWithin(node, item, evaluate));
  return setPaths(node, isPlainObject(value) ? value : {}, evaluate);
}

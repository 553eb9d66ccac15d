import { notImplemented, refuse } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';
import { isNumeric, toDouble, toSafeInteger } from '../values/numbers.ts';
import type { Inclusion, PathNode } from './path-tree.ts';
import { addPath, branch, excludePaths, includePaths, setPaths } from './path-tree.ts';
import { elementTest } from './element.ts';
import type { QueryContext } from './types.ts';

/** Evaluates a compiled expression against a document; undefined means missing. */
export type Compute = (document: Doc) => unknown;
export type CompileCompute = (expression: unknown) => Compute;
export type Project = (document: Doc) => Doc;

/** `$slice` and `$elemMatch` of find, absent in aggregation. */
type ArrayOperator = (values: readonly unknown[]) => unknown;

interface Plan {
  readonly included: PathNode<Inclusion>;
  readonly excluded: PathNode<true>;
  readonly computed: PathNode<Compute>;
  readonly arrays: Map<string, ArrayOperator>;
  mode: 'include' | 'exclude' | null;
  id: boolean | null;
}

interface Compilers {
  readonly compute: CompileCompute;
  /** Given for find, null for `$project`. */
  readonly query: QueryContext | null;
}

/** Compiles a projection of find or `$project`. */
export function compileProjection(spec: Doc, compilers: Compilers): Project {
  const plan: Plan = {
    included: branch(),
    excluded: branch(),
    computed: branch(),
    arrays: new Map(),
    mode: null,
    id: null,
  };
  for (const key of Object.keys(spec)) readEntry(plan, key.split('.'), spec[key], compilers);
  return executor(plan);
}

function readEntry(
  plan: Plan,
  path: readonly string[],
  value: unknown,
  compilers: Compilers,
): void {
  const name = path.join('.');
  if (path.includes('')) refuse(40352, 'FieldPath cannot be constructed with empty string');
  if (path.at(-1) === '$') notImplemented('The positional projection');
  if (path.some((part) => part.startsWith('$')))
    refuse(16410, "FieldPath field names may not start with '$'.");
  if (typeof value === 'boolean' || isNumeric(value)) {
    readFlag(plan, path, value === true || (isNumeric(value) && toDouble(value) !== 0));
    return;
  }
  if (isPlainObject(value)) {
    const [first] = Object.keys(value);
    if (first === undefined)
      refuse(51270, `An empty sub-projection is not a valid value. Found empty object at path`);
    if (compilers.query !== null && (first === '$slice' || first === '$elemMatch')) {
      readArrayOperator(plan, path, value, compilers.query);
      return;
    }
    if (!(first ?? '').startsWith('$')) {
      for (const key of Object.keys(value))
        readEntry(plan, [...path, ...key.split('.')], value[key], compilers);
      return;
    }
  }
  setMode(plan, 'include', name);
  addPath(plan.computed, path, compilers.compute(value));
  addPath(plan.included, path, 'compute');
  if (name === '_id') plan.id = true;
}

function setMode(plan: Plan, mode: 'include' | 'exclude', name: string): void {
  if (plan.mode !== null && plan.mode !== mode) {
    refuse(
      mode === 'include' ? 31253 : 31254,
      `Cannot do ${mode === 'include' ? 'inclusion' : 'exclusion'} on field ${name} in ${mode === 'include' ? 'exclusion' : 'inclusion'} projection`,
    );
  }
  plan.mode = mode;
}

function readFlag(plan: Plan, path: readonly string[], include: boolean): void {
  if (path.length === 1 && path[0] === '_id') {
    plan.id = include;
    return;
  }
  setMode(plan, include ? 'include' : 'exclude', path.join('.'));
  if (include) addPath(plan.included, path, 'keep');
  else addPath(plan.excluded, path, true);
}

function readArrayOperator(
  plan: Plan,
  path: readonly string[],
  value: Doc,
  query: QueryContext,
): void {
  const name = path.join('.');
  if (path.length > 1 || Object.keys(value).length > 1)
    notImplemented('$slice or $elemMatch on a dotted path');
  if ('$slice' in value) {
    plan.arrays.set(name, sliceOf(value['$slice']));
    return;
  }
  setMode(plan, 'include', name);
  const test = elementTest(value['$elemMatch'], query);
  plan.arrays.set(name, (values) => {
    const found = values.find(test);
    return found === undefined ? undefined : [found];
  });
  addPath(plan.included, path, 'keep');
}

function sliceOf(operand: unknown): ArrayOperator {
  const [first, second] = (Array.isArray(operand) ? operand : [operand]).map(
    (value: unknown) => toSafeInteger(value) ?? refuse(28667, '$slice needs numbers'),
  );
  if (first === undefined) return refuse(28667, '$slice needs a number or two');
  if (second === undefined)
    return (values) => (first >= 0 ? values.slice(0, first) : values.slice(first));
  if (second <= 0) refuse(28724, 'Second argument to $slice must be a positive number');
  return (values) => {
    const start = first >= 0 ? first : Math.max(0, values.length + first);
    return values.slice(start, start + second);
  };
}

function executor(plan: Plan): Project {
  // `{ _id: 0 }` alone excludes, `{ _id: 1 }` alone includes, `$slice` alone keeps all.
  const mode = plan.mode ?? (plan.id === true ? 'include' : 'exclude');
  const computes = plan.computed.children.size > 0;
  if (plan.id !== false && mode === 'include' && !plan.computed.children.has('_id')) {
    addPath(plan.included, ['_id'], 'keep');
  }
  if (plan.id === false && mode === 'exclude') addPath(plan.excluded, ['_id'], true);
  for (const name of plan.arrays.keys()) {
    if (mode === 'include' && !plan.included.children.has(name))
      addPath(plan.included, [name], 'keep');
  }
  return (document) => {
    const source = plan.arrays.size > 0 ? applyArrays(plan.arrays, document) : document;
    const kept =
      mode === 'include'
        ? includePaths(plan.included, source)
        : excludePaths(plan.excluded, source);
    return computes ? setPaths(plan.computed, kept, (compute) => compute(document), true) : kept;
  };
}

function applyArrays(arrays: ReadonlyMap<string, ArrayOperator>, document: Doc): Doc {
  const result: Doc = {};
  for (const key of Object.keys(document)) {
    const operator = arrays.get(key);
    const value = document[key];
    const applied = operator !== undefined && Array.isArray(value) ? operator(value) : value;
    if (applied !== undefined) result[key] = applied;
  }
  return result;
}

import type { ExpressionWorld } from '../aggregate/compilers.ts';
import { compilePipeline } from '../aggregate/pipeline.ts';
import { compileFilter } from '../query/matcher.ts';
import { refuse } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';
import { checkPath, comparePaths, refuseConflicts } from './conflicts.ts';
import { unknownUpdateOperator, updateOperators } from './operators.ts';
import type { UpdateOperator } from './operators.ts';
import { atPath, mutableCopy } from './slots.ts';
import type { Update, UpdateContext } from './types.ts';

export interface CompiledUpdate {
  readonly kind: 'operators' | 'pipeline' | 'replacement';
  readonly apply: Update;
}

/** Compiles an update of any kind: operators, a pipeline, or a whole document. */
export function compileUpdate(spec: unknown, world: ExpressionWorld): CompiledUpdate {
  if (Array.isArray(spec)) return { kind: 'pipeline', apply: pipelineUpdate(spec, world) };
  if (!isPlainObject(spec))
    return refuse(9, 'Update argument must be either an object or an array');
  const [first] = Object.keys(spec);
  return first?.startsWith('$') === true
    ? { kind: 'operators', apply: operatorUpdate(spec) }
    : { kind: 'replacement', apply: replacement(spec) };
}

function replacement(spec: Doc): Update {
  const dollar = Object.keys(spec).find((key) => key.startsWith('$'));
  if (dollar !== undefined) {
    refuse(
      52,
      `The dollar ($) prefixed field '${dollar}' in '${dollar}' is not allowed in the context of an update's replacement document.`,
    );
  }
  return (document) => withId(document['_id'], spec);
}

/** Puts an _id first, unless the document brings its own. */
function withId(id: unknown, document: Doc): Doc {
  if ('_id' in document) {
    const { _id, ...others } = document;
    return { _id, ...others };
  }
  return id === undefined ? document : { _id: id, ...document };
}

const updateStages = new Set([
  '$addFields',
  '$set',
  '$project',
  '$unset',
  '$replaceRoot',
  '$replaceWith',
]);

function pipelineUpdate(stages: readonly unknown[], world: ExpressionWorld): Update {
  for (const stage of stages) {
    const name = isPlainObject(stage) ? Object.keys(stage)[0] : undefined;
    if (name === undefined || !updateStages.has(name)) {
      refuse(72, `${String(name)} is not allowed to be used within an update`);
    }
  }
  const run = compilePipeline(stages, { ...world, collection: () => [] });
  return (document) => withId(document['_id'], run([document])[0] ?? {});
}

interface Step {
  readonly path: string;
  readonly operator: UpdateOperator;
  readonly action: ReturnType<UpdateOperator['compile']>;
}

function operatorUpdate(spec: Doc): Update {
  const steps: Step[] = [];
  const renames: { from: string; to: string }[] = [];
  for (const name of Object.keys(spec)) {
    const fields = spec[name];
    if (!name.startsWith('$')) unknownUpdateOperator(name);
    if (!isPlainObject(fields))
      return refuse(
        9,
        `Modifiers operate on fields but we found type ${typeof fields} instead for ${name}`,
      );
    for (const path of Object.keys(fields)) {
      checkPath(path);
      if (name === '$rename') renames.push(checkRename(path, fields[path]));
      else steps.push(compileStep(name, path, fields[path]));
    }
  }
  refuseConflicts([
    ...steps.map(({ path }) => path),
    ...renames.flatMap(({ from, to }) => [from, to]),
  ]);
  steps.sort((a, b) => comparePaths(a.path, b.path));
  return (document, context) => {
    const copy = mutableCopy(document);
    for (const { from, to } of renames) rename(copy, from, to, context);
    for (const { path, operator, action } of steps)
      atPath(copy, path, operator.create, context, action(context));
    return copy;
  };
}

function compileStep(name: string, path: string, operand: unknown): Step {
  const operator = Object.hasOwn(updateOperators, name) ? updateOperators[name] : undefined;
  if (operator === undefined) return unknownUpdateOperator(name);
  return { path, operator, action: operator.compile(operand, path) };
}

function checkRename(from: string, to: unknown): { from: string; to: string } {
  if (typeof to !== 'string')
    return refuse(2, `The 'to' field for $rename must be a string: ${from}`);
  checkPath(to);
  if (from === to) refuse(2, `The source and target field for $rename must differ: ${from}`);
  if (/\$/.test(from + to))
    refuse(2, `The source and target field for $rename may not be dynamic: ${from}`);
  return { from, to };
}

function rename(document: Doc, from: string, to: string, context: UpdateContext): void {
  const refuseArrays = (path: string): void => {
    const parts = path.split('.');
    let value: unknown = document;
    for (const part of parts) {
      if (Array.isArray(value))
        refuse(2, `The field of $rename cannot be an array element: ${path}`);
      value = isPlainObject(value) ? value[part] : undefined;
    }
  };
  refuseArrays(from);
  refuseArrays(to);
  let moved: unknown;
  atPath(document, from, false, context, (slot) => {
    moved = slot.get();
    if (moved !== undefined) slot.remove();
  });
  if (moved !== undefined) atPath(document, to, true, context, (slot) => slot.set(moved));
}

/** Compiles `arrayFilters`: each a condition on one identifier. */
export function compileArrayFilters(filters: unknown): Map<string, (item: unknown) => boolean> {
  const compiled = new Map<string, (item: unknown) => boolean>();
  if (filters === undefined) return compiled;
  if (!Array.isArray(filters)) return refuse(14, 'arrayFilters must be an array');
  for (const filter of filters) {
    if (!isPlainObject(filter)) return refuse(14, 'Each array filter must be an object');
    const names = new Set(identifiers(filter));
    const [name] = names;
    if (name === undefined || names.size !== 1 || !/^[a-z][A-Za-z0-9]*$/.test(name)) {
      return refuse(9, 'Error parsing array filter: expected a single top-level field name');
    }
    if (compiled.has(name))
      refuse(9, `Found multiple array filters with the same top-level field name ${name}`);
    const predicate = compileFilter(filter);
    compiled.set(name, (item) => predicate({ [name]: item }));
  }
  return compiled;
}

function identifiers(filter: Doc): string[] {
  return Object.keys(filter).flatMap((key) => {
    const value = filter[key];
    if (!key.startsWith('$')) return [key.split('.')[0] ?? ''];
    return Array.isArray(value) ? value.filter(isPlainObject).flatMap(identifiers) : [];
  });
}

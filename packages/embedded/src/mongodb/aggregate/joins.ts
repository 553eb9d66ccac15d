import { notImplemented, refuse } from '../errors.ts';
import { addPath, branch, setPaths } from '../query/path-tree.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';
import { BSONRegExp } from 'bson';
import { valueKey } from '../values/order.ts';
import { visitPath } from '../values/paths.ts';
import { compileCompute } from './compilers.ts';
import { needObject } from './stages.ts';
import type { CompilePipeline, PipelineWorld, Stage } from './types.ts';

function onlyFields(name: string, spec: Doc, allowed: readonly string[]): void {
  const unknown = Object.keys(spec).find((key) => !allowed.includes(key));
  if (unknown !== undefined) refuse(9, `unknown argument to ${name}: ${unknown}`);
}

function text(name: string, value: unknown): string {
  return typeof value === 'string' && value !== ''
    ? value
    : refuse(9, `${name} must be a non-empty string`);
}

/** The values at a path as a join sees them: an array's members, null for what is missing. */
function joinKeys(document: Doc, path: readonly string[]): Set<string> {
  const keys = new Set<string>();
  visitPath(document, path, true, (value) => {
    if (value instanceof BSONRegExp) notImplemented('$lookup on a regular expression');
    keys.add(valueKey(value ?? null));
    return false;
  });
  return keys;
}

function localKeys(document: Doc, path: readonly string[]): Set<string> {
  const keys = joinKeys(document, path);
  return keys.size === 0 ? new Set([valueKey(null)]) : keys;
}

function equalityIndex(documents: readonly Doc[], path: readonly string[]): Map<string, Set<Doc>> {
  const index = new Map<string, Set<Doc>>();
  for (const document of documents) {
    for (const key of joinKeys(document, path)) {
      const bucket = index.get(key) ?? new Set();
      index.set(key, bucket.add(document));
    }
  }
  return index;
}

export function $lookup(operand: unknown, world: PipelineWorld, compile: CompilePipeline): Stage {
  const spec = needObject('$lookup', operand, 9);
  onlyFields('$lookup', spec, ['from', 'localField', 'foreignField', 'as', 'let', 'pipeline']);
  const from = text("$lookup 'from'", spec['from']);
  const target = branch<'as'>();
  addPath(target, text("$lookup 'as'", spec['as']).split('.'), 'as');
  const joined = 'localField' in spec || 'foreignField' in spec;
  const pipeline = spec['pipeline'];
  if (pipeline !== undefined && !Array.isArray(pipeline))
    return refuse(14, "'pipeline' option must be specified as an array");
  if (!joined && pipeline === undefined)
    refuse(9, '$lookup requires localField and foreignField, or a pipeline');
  const local = joined ? text("$lookup 'localField'", spec['localField']).split('.') : null;
  const foreign = joined ? text("$lookup 'foreignField'", spec['foreignField']).split('.') : null;
  const run = compileInner(spec['let'] ?? {}, pipeline, world, compile);
  return (documents) => {
    const all = world.collection(from);
    const index = foreign === null ? null : equalityIndex(all, foreign);
    const order = new Map(all.map((document, position) => [document, position] as const));
    return documents.map((document) => {
      const candidates =
        index === null || local === null ? all : matching(document, local, index, order);
      const found = run(document, candidates);
      return setPaths(target, document, () => found);
    });
  };
}

function matching(
  document: Doc,
  path: readonly string[],
  index: ReadonlyMap<string, ReadonlySet<Doc>>,
  order: ReadonlyMap<Doc, number>,
): Doc[] {
  const found = new Set(
    [...localKeys(document, path)].flatMap((key) => [...(index.get(key) ?? [])]),
  );
  return [...found].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
}

function compileInner(
  bindings: unknown,
  pipeline: readonly unknown[] | undefined,
  world: PipelineWorld,
  compile: CompilePipeline,
): (document: Doc, candidates: readonly Doc[]) => readonly Doc[] {
  const lets = needObject('$lookup let', bindings, 9);
  const names = Object.keys(lets);
  const computes = names.map((name) => {
    if (!/^[a-z]\w*$/.test(name)) refuse(16867, `'${name}' is not a valid variable name`);
    return compileCompute(lets[name], world);
  });
  if (pipeline === undefined) return (_document, candidates) => candidates;
  if (names.length === 0) {
    const run = compile(pipeline, world);
    return (_document, candidates) => run(candidates);
  }
  const variablesFor = (valueOf: (index: number) => unknown): PipelineWorld['variables'] => ({
    ...world.variables,
    ...Object.fromEntries(names.map((name, index) => [name, valueOf(index)])),
  });
  // Compiled once with nothing bound, so that a bad pipeline is refused even without documents.
  compile(pipeline, { ...world, variables: variablesFor(() => undefined) });
  return (document, candidates) => {
    const variables = variablesFor((index) => computes[index]?.(document));
    return compile(pipeline, { ...world, variables })(candidates);
  };
}

export function $facet(operand: unknown, world: PipelineWorld, compile: CompilePipeline): Stage {
  const spec = needObject('$facet', operand, 40169);
  const facets = Object.keys(spec).map((name) => {
    const pipeline = spec[name];
    if (!Array.isArray(pipeline))
      return refuse(40170, `arguments to $facet must be arrays, ${name} is not`);
    if (pipeline.some((stage) => isPlainObject(stage) && '$facet' in stage)) {
      refuse(40600, '$facet is not allowed to be used within a $facet stage');
    }
    return { name, run: compile(pipeline, world) };
  });
  if (facets.length === 0) refuse(40169, 'the $facet specification must be a non-empty object');
  return (documents) => [Object.fromEntries(facets.map(({ name, run }) => [name, run(documents)]))];
}

export function $unionWith(
  operand: unknown,
  world: PipelineWorld,
  compile: CompilePipeline,
): Stage {
  const spec: Doc =
    typeof operand === 'string' ? { coll: operand } : needObject('$unionWith', operand, 9);
  onlyFields('$unionWith', spec, ['coll', 'pipeline']);
  const { pipeline = [] } = spec;
  const from = text("$unionWith 'coll'", spec['coll']);
  if (!Array.isArray(pipeline)) return refuse(14, '$unionWith pipeline must be an array');
  const run = compile(pipeline, world);
  return (documents) => [...documents, ...run(world.collection(from))];
}

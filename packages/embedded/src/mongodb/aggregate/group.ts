import { notImplemented, refuse } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';
import { valueKey } from '../values/order.ts';
import { accumulators } from './accumulators.ts';
import type { Accumulate } from './accumulators.ts';
import { compileCompute } from './compilers.ts';
import type { ExpressionWorld } from './compilers.ts';
import { parseSort, sortDocuments } from '../query/sort.ts';
import type { Compute } from '../query/projection.ts';
import type { Stage } from './types.ts';

interface Field {
  readonly name: string;
  readonly start: () => Accumulate;
  readonly compute: Compute;
}

const knownToMongo = new Set(
  '$accumulator $bottom $bottomN $firstN $lastN $maxN $median $minN $percentile $top $topN $covariancePop $covarianceSamp'.split(
    ' ',
  ),
);

export function parseAccumulators(spec: Doc, world: ExpressionWorld): Field[] {
  return Object.keys(spec)
    .filter((name) => name !== '_id')
    .map((name) => {
      const value = spec[name];
      if (name.includes('.')) refuse(40235, `The field name '${name}' cannot contain '.'`);
      if (!isPlainObject(value))
        return refuse(40234, `The field '${name}' must be an accumulator object`);
      const [operator, ...more] = Object.keys(value);
      if (operator === undefined || more.length > 0) {
        return refuse(40238, `The field '${name}' must specify one accumulator`);
      }
      const start = accumulators.get(operator);
      if (start === undefined) {
        if (knownToMongo.has(operator)) notImplemented(`The accumulator ${operator}`);
        return refuse(15952, `unknown group operator '${operator}'`);
      }
      const operand = value[operator];
      if (operator === '$count' && !(isPlainObject(operand) && Object.keys(operand).length === 0)) {
        refuse(9, '$count takes no arguments, i.e. $count:{}');
      }
      return { name, start, compute: compileCompute(operand, world) };
    });
}

interface Group {
  readonly id: unknown;
  readonly states: readonly Accumulate[];
}

/** Groups documents by a computed id, in the order in which the ids first appear. */
export function groupBy(documents: readonly Doc[], idOf: Compute, fields: readonly Field[]): Doc[] {
  const groups = new Map<string, Group>();
  for (const document of documents) {
    const id = idOf(document) ?? null;
    const key = valueKey(id);
    let group = groups.get(key);
    if (group === undefined) {
      group = { id, states: fields.map(({ start }) => start()) };
      groups.set(key, group);
    }
    for (const [index, { compute }] of fields.entries())
      group.states[index]?.add(compute(document));
  }
  return [...groups.values()].map(({ id, states }) => ({
    _id: id,
    ...Object.fromEntries(fields.map(({ name }, index) => [name, states[index]?.result()])),
  }));
}

export function $group(operand: unknown, world: ExpressionWorld): Stage {
  if (!isPlainObject(operand))
    return refuse(15947, "a group's fields must be specified in an object");
  if (!('_id' in operand)) refuse(15955, 'a group specification must include an _id');
  const idOf = compileCompute(operand['_id'], world);
  const fields = parseAccumulators(operand, world);
  return (documents) => groupBy(documents, idOf, fields);
}

export function $sortByCount(operand: unknown, world: ExpressionWorld): Stage {
  const isPath = typeof operand === 'string' && operand.startsWith('$');
  if (!isPath && !isPlainObject(operand))
    refuse(40149, 'the sortByCount field must be specified as a path or an expression');
  const group = $group({ _id: operand, count: { $sum: 1 } }, world);
  const sort = parseSort({ count: -1 });
  return (documents) => sortDocuments(sort, group(documents));
}

import { refuse } from '../errors.ts';
import { addPath, branch, excludePaths, setPaths } from '../query/path-tree.ts';
import type { Compute } from '../query/projection.ts';
import { compileProjection } from '../query/projection.ts';
import { parseSort, sortDocuments } from '../query/sort.ts';
import type { Doc } from '../values/bson.ts';
import { fromInteger, isPlainObject } from '../values/bson.ts';
import { toSafeInteger } from '../values/numbers.ts';
import { typeName } from '../values/types.ts';
import { compileCompute, compileMatch } from './compilers.ts';
import type { ExpressionWorld } from './compilers.ts';
import type { PipelineWorld, Stage } from './types.ts';
import { $unwind } from './unwind.ts';

export function needObject(name: string, operand: unknown, code = 40228): Doc {
  return isPlainObject(operand) ? operand : refuse(code, `${name} specification must be an object`);
}

function $addFields(operand: unknown, world: ExpressionWorld): Stage {
  const spec = needObject('$addFields', operand, 40272);
  const tree = branch<Compute>();
  const read = (path: readonly string[], value: unknown): void => {
    if (path.some((part) => part === '' || part.startsWith('$')))
      refuse(16410, "FieldPath field names may not start with '$'.");
    const nested = isPlainObject(value) && Object.keys(value)[0]?.startsWith('$') === false;
    if (!nested) addPath(tree, path, compileCompute(value, world));
    else for (const key of Object.keys(value)) read([...path, ...key.split('.')], value[key]);
  };
  for (const key of Object.keys(spec)) read(key.split('.'), spec[key]);
  return (documents) =>
    documents.map((document) => setPaths(tree, document, (compute) => compute(document)));
}

function $match(operand: unknown, world: ExpressionWorld): Stage {
  const matches = compileMatch(needObject('$match', operand, 15959), world);
  return (documents) => documents.filter((document) => matches(document));
}

function $project(operand: unknown, world: ExpressionWorld): Stage {
  const spec = needObject('$project', operand, 15969);
  if (Object.keys(spec).length === 0)
    refuse(51272, 'projection specification must have at least one field');
  const project = compileProjection(spec, {
    compute: (expression) => compileCompute(expression, world),
    query: null,
  });
  return (documents) => documents.map(project);
}

function $unset(operand: unknown): Stage {
  const paths: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (paths.length === 0)
    refuse(31119, '$unset specification must be a string or an array with at least one field');
  const tree = branch<true>();
  for (const path of paths) {
    if (typeof path !== 'string' || path === '')
      refuse(
        31120,
        '$unset specification must be a string or an array containing only string values',
      );
    addPath(tree, path.split('.'), true);
  }
  return (documents) => documents.map((document) => excludePaths(tree, document));
}

function replaceRoot(name: string, expression: unknown, world: ExpressionWorld): Stage {
  const compute = compileCompute(expression, world);
  return (documents) =>
    documents.map((document) => {
      const value = compute(document);
      return isPlainObject(value)
        ? value
        : refuse(
            40228,
            `'${name}' expression must evaluate to an object, but resulting value was of type ${typeName(value)}`,
          );
    });
}

function $sort(operand: unknown): Stage {
  const spec = parseSort(operand);
  if (spec.length === 0) refuse(15976, '$sort stage must have at least one sort key');
  return (documents) => sortDocuments(spec, documents);
}

function count(name: string, operand: unknown, least: number): number {
  const value = toSafeInteger(operand);
  if (value === null)
    return refuse(5107201, `invalid argument to ${name} stage: Expected an integer`);
  if (value < least) refuse(15958, `invalid argument to ${name} stage: ${value}`);
  return value;
}

function $count(operand: unknown): Stage {
  if (
    typeof operand !== 'string' ||
    operand === '' ||
    operand.startsWith('$') ||
    operand.includes('.')
  ) {
    return refuse(40156, 'the count field must be a non-empty string');
  }
  return (documents) =>
    documents.length === 0 ? [] : [{ [operand]: fromInteger(BigInt(documents.length)) }];
}

function $sample(operand: unknown): Stage {
  const spec = needObject('$sample', operand, 28745);
  if (Object.keys(spec).join() !== 'size') refuse(28748, '$sample stage must specify only a size');
  const size = count('$sample', spec['size'], 1);
  return (documents) =>
    documents
      .map((document) => ({ document, order: Math.random() }))
      .sort((a, b) => a.order - b.order)
      .slice(0, size)
      .map(({ document }) => document);
}

export const reshaping = {
  $addFields,
  $count,
  $limit: (operand: unknown): Stage => {
    const limit = count('$limit', operand, 1);
    return (documents) => documents.slice(0, limit);
  },
  $match,
  $project,
  $replaceRoot: (operand: unknown, world: PipelineWorld): Stage => {
    const spec = needObject('$replaceRoot', operand, 40229);
    if (Object.keys(spec).join() !== 'newRoot')
      refuse(40230, '$replaceRoot stage needs only newRoot');
    return replaceRoot('newRoot', spec['newRoot'], world);
  },
  $replaceWith: (operand: unknown, world: PipelineWorld): Stage =>
    replaceRoot('replacement document', operand, world),
  $sample,
  $set: $addFields,
  $skip: (operand: unknown): Stage => {
    const skip = count('$skip', operand, 0);
    return (documents) => documents.slice(skip);
  },
  $sort,
  $unset,
  $unwind,
};

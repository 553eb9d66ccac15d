import { BSONRegExp } from 'bson';
import { notImplemented, refuse } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { compareValues, equalValues, typeRank, valueKey } from '../values/order.ts';
import { isNumeric, toDouble } from '../values/numbers.ts';
import { visitPath } from '../values/paths.ts';
import { compileElemMatch, compileMod, compileSize, compileType } from './element.ts';
import type { MatchDetails, Predicate, QueryContext, ValueTest } from './types.ts';
import { isOperatorDocument } from './types.ts';
import { compileRegex } from './regex.ts';

export function compileField(path: string, operand: unknown, context: QueryContext): Predicate {
  const parts = path.split('.');
  if (operand instanceof BSONRegExp) return onPath(parts, regexTest(operand, undefined));
  if (!isOperatorDocument(operand)) return onPath(parts, equalTest(operand));
  const predicates = compileOperators(parts, operand, context);
  const [only] = predicates;
  if (only !== undefined && predicates.length === 1) return only;
  return (document, details) => predicates.every((predicate) => predicate(document, details));
}

/** The same operators for one value as it is, as `$elemMatch: { $gt: 5 }` and `$pull` need them. */
export function compileValue(operators: Doc, context: QueryContext): Predicate {
  const predicates = compileOperators([], operators, context);
  return (value) => predicates.every((predicate) => predicate(value));
}

function onPath(parts: readonly string[], { leafArrays, test, indexIn }: ValueTest): Predicate {
  if (parts.length === 0) return (value) => test(value);
  return (document, details) =>
    visitPath(document, parts, leafArrays, (value, arrayIndex) => {
      if (!test(value)) return false;
      if (details !== undefined) noteIndex(details, arrayIndex ?? indexIn?.(value));
      return true;
    });
}

function noteIndex(details: MatchDetails, arrayIndex: number | undefined): void {
  if (arrayIndex !== undefined) details.arrayIndex = arrayIndex;
}

const not =
  (predicate: Predicate): Predicate =>
  (document) =>
    !predicate(document);

function compileOperators(
  parts: readonly string[],
  operators: Doc,
  context: QueryContext,
): Predicate[] {
  return Object.keys(operators).flatMap((name) => {
    const operand = operators[name];
    switch (name) {
      case '$ne':
        if (operand instanceof BSONRegExp) refuse(2, "Can't have regex as arg to $ne.");
        return [not(onPath(parts, equalTest(operand)))];
      case '$nin':
        return [not(onPath(parts, inTest(name, operand)))];
      case '$not':
        return [not(compileNot(parts, operand, context))];
      case '$exists': {
        const exists = onPath(parts, { leafArrays: false, test: (value) => value !== undefined });
        return [isTruthy(operand) ? exists : not(exists)];
      }
      case '$all':
        return compileAll(parts, operand, context);
      case '$options':
        if (!('$regex' in operators)) refuse(2, '$options needs a $regex');
        return [];
      case '$regex':
        return [onPath(parts, regexTest(operand, operators['$options']))];
      default:
        return [onPath(parts, valueTest(name, operand, context))];
    }
  });
}

function compileNot(parts: readonly string[], operand: unknown, context: QueryContext): Predicate {
  if (operand instanceof BSONRegExp) return onPath(parts, regexTest(operand, undefined));
  if (!isOperatorDocument(operand)) return refuse(2, '$not needs a regex or a document');
  const predicates = compileOperators(parts, operand, context);
  return (document) => predicates.every((predicate) => predicate(document));
}

function compileAll(
  parts: readonly string[],
  operand: unknown,
  context: QueryContext,
): Predicate[] {
  if (!Array.isArray(operand)) return refuse(2, '$all needs an array');
  if (operand.length === 0) return [() => false];
  return operand.map((item: unknown) => {
    if (isOperatorDocument(item)) {
      if (!('$elemMatch' in item)) return refuse(2, 'no $ expressions in $all');
      return onPath(parts, compileElemMatch(item['$elemMatch'], context));
    }
    return onPath(parts, item instanceof BSONRegExp ? regexTest(item, undefined) : equalTest(item));
  });
}

function valueTest(name: string, operand: unknown, context: QueryContext): ValueTest {
  switch (name) {
    case '$eq':
      return equalTest(operand);
    case '$in':
      return inTest(name, operand);
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return orderTest(name, operand);
    case '$elemMatch':
      return compileElemMatch(operand, context);
    case '$size':
      return compileSize(operand);
    case '$type':
      return compileType(operand);
    case '$mod':
      return compileMod(operand);
    case '$bitsAllClear':
    case '$bitsAllSet':
    case '$bitsAnyClear':
    case '$bitsAnySet':
    case '$geoIntersects':
    case '$geoWithin':
    case '$near':
    case '$nearSphere':
      return notImplemented(name);
    default:
      return refuse(2, `unknown operator: ${name}`);
  }
}

const isTruthy = (value: unknown): boolean =>
  value !== null && value !== false && !(isNumeric(value) && toDouble(value) === 0);

function equalTest(operand: unknown): ValueTest {
  if (operand === null)
    return { leafArrays: true, test: (value) => value === null || value === undefined };
  return { leafArrays: true, test: (value) => equalValues(value, operand) };
}

function inTest(name: string, operand: unknown): ValueTest {
  if (!Array.isArray(operand)) return refuse(2, `${name} needs an array`);
  if (operand.some(isOperatorDocument)) refuse(2, `cannot nest $ under ${name}`);
  const regexes = operand
    .filter((item) => item instanceof BSONRegExp)
    .map((item) => regexTest(item, undefined));
  const keys = new Set(operand.map(valueKey));
  if (keys.has(valueKey(null))) keys.add(valueKey(undefined));
  return {
    leafArrays: true,
    test: (value) => keys.has(valueKey(value)) || regexes.some(({ test }) => test(value)),
  };
}

function orderTest(name: string, operand: unknown): ValueTest {
  if (operand instanceof BSONRegExp) refuse(2, `Can't have RegEx as arg to predicate over field`);
  const rank = typeRank(operand);
  const inclusive = name.endsWith('e');
  const sign = name.startsWith('$gt') ? 1 : -1;
  const isNan = (value: unknown): boolean => isNumeric(value) && Number.isNaN(toDouble(value));
  const nan = isNan(operand);
  const crossesTypes = rank === -1 || rank === 127;
  return {
    leafArrays: true,
    test: (found) => {
      const value = found === undefined && !crossesTypes ? null : found;
      if (!crossesTypes && typeRank(value) !== rank) return false;
      if (nan || isNan(value)) return inclusive && nan && isNan(value);
      const order = compareValues(value, operand) * sign;
      return order > 0 || (inclusive && order === 0);
    },
  };
}

function regexTest(operand: unknown, options: unknown): ValueTest {
  const regex = compileRegex(operand, options);
  return {
    leafArrays: true,
    test: (value) =>
      typeof value === 'string'
        ? regex.test(value)
        : value instanceof BSONRegExp &&
          operand instanceof BSONRegExp &&
          equalValues(value, operand),
  };
}

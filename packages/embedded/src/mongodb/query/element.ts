import { refuse } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { isPlainObject } from '../values/bson.ts';
import { isNumeric, toBigInt, toDouble, toSafeInteger } from '../values/numbers.ts';
import { typeName, typeNameOf } from '../values/types.ts';
import type { QueryContext, ValueTest } from './types.ts';
import { isOperatorDocument } from './types.ts';

const logical = new Set(['$and', '$or', '$nor', '$expr']);

export function compileElemMatch(operand: unknown, context: QueryContext): ValueTest {
  const test = elementTest(operand, context);
  return {
    leafArrays: false,
    test: (value) => Array.isArray(value) && value.some(test),
    indexIn: (value) => (Array.isArray(value) ? value.findIndex(test) : -1),
  };
}

/** The test that `$elemMatch` makes on each member of an array. */
export function elementTest(operand: unknown, context: QueryContext): (item: unknown) => boolean {
  if (!isPlainObject(operand)) return refuse(2, '$elemMatch needs an Object');
  const [first] = Object.keys(operand);
  if (isOperatorDocument(operand) && first !== undefined && !logical.has(first)) {
    return context.value(operand);
  }
  const predicate = context.filter(operand);
  return (item) => {
    const document = asDocument(item);
    return document !== null && predicate(document);
  };
}

function asDocument(item: unknown): Doc | null {
  if (isPlainObject(item)) return item;
  return Array.isArray(item) ? Object.fromEntries(item.entries()) : null;
}

export function compileSize(operand: unknown): ValueTest {
  const size = toSafeInteger(operand);
  if (size === null) return refuse(9, 'Failed to parse $size. Expected an integer');
  if (size < 0) refuse(9, 'Failed to parse $size. Expected a non-negative number');
  return { leafArrays: false, test: (value) => Array.isArray(value) && value.length === size };
}

export function compileType(operand: unknown): ValueTest {
  const wanted = (Array.isArray(operand) ? operand : [operand]).map(
    (item: unknown) => typeNameOf(item) ?? refuse(2, `Unknown type name alias: ${String(item)}`),
  );
  if (wanted.length === 0) refuse(9, '$type must match at least one type');
  const names = new Set(wanted);
  return {
    leafArrays: true,
    test: (value) => names.has(typeName(value)) || (names.has('number') && isNumeric(value)),
  };
}

export function compileMod(operand: unknown): ValueTest {
  if (!Array.isArray(operand) || operand.length !== 2) {
    return refuse(2, 'malformed mod, needs to be an array of two numbers');
  }
  const [divisor, rest] = operand.map((item: unknown) =>
    isNumeric(item) && Number.isFinite(toDouble(item))
      ? BigInt(Math.trunc(toDouble(item)))
      : refuse(2, 'malformed mod, divisor and remainder must be numbers'),
  );
  if (divisor === undefined || divisor === 0n) return refuse(2, 'divisor cannot be 0');
  return {
    leafArrays: true,
    test: (value) => {
      if (!isNumeric(value)) return false;
      const double = toDouble(value);
      if (!Number.isFinite(double)) return false;
      return (toBigInt(value) ?? BigInt(Math.trunc(double))) % divisor === rest;
    },
  };
}
